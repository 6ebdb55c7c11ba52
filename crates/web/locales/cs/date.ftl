# Data, časy a čísla.
date-day = { $day }. { $month } { $year }
date-moment = { $date } { $time }
date-month-1 = 1.
date-month-2 = 2.
date-month-3 = 3.
date-month-4 = 4.
date-month-5 = 5.
date-month-6 = 6.
date-month-7 = 7.
date-month-8 = 8.
date-month-9 = 9.
date-month-10 = 10.
date-month-11 = 11.
date-month-12 = 12.
date-just-now = právě teď
date-minutes-ago = { $n ->
    [one] před { $n } minutou
   *[other] před { $n } minutami
}
date-hours-ago = { $n ->
    [one] před { $n } hodinou
   *[other] před { $n } hodinami
}
date-days-ago = { $n ->
    [1] včera
    [one] před { $n } dnem
   *[other] před { $n } dny
}
number-point = ,
