# What stands around every page.
shell-skip = Skip to content
shell-menu = Menu
shell-navigation = Main
shell-new = New agreement
shell-home = Home
shell-agreements = Agreements
shell-administration = Administration
shell-users = Users
shell-seal = Organisation seal
shell-keys = Integration keys
shell-applications = Applications
shell-webhooks = Webhooks
shell-system = System
shell-demo = Demo
shell-outbox = Simulated outbox
shell-profile = My profile
shell-sign-out = Sign out
shell-language = Language
shell-theme = Appearance
shell-theme-auto = As the device
shell-theme-light = Light
shell-theme-dark = Dark
shell-waiting = { $n ->
    [one] { $n } agreement waits for you
   *[other] { $n } agreements wait for you
}
