# What happened lately.
activity-title = Kaj se je zgodilo
activity-lead = Najnovejše o vsaki vaši zadevi; zadnja spremenjena je prva.
activity-none = Zgodilo se še ni nič.
activity-pages = Strani
activity-newest = Najnovejše
activity-older = Starejše
