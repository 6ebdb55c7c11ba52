# What happened lately.
activity-title = What happened
activity-lead = The latest on each of your own agreements; the one that changed last comes first.
activity-none = Nothing has happened yet.
activity-pages = Pages
activity-newest = Newest
activity-older = Older
