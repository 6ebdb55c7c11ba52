# What happened lately.
activity-title = Co se stalo
activity-lead = To nejnovější o každé vaší dohodě; naposledy změněná je první.
activity-none = Zatím se nic nestalo.
activity-pages = Stránky
activity-newest = Nejnovější
activity-older = Starší
