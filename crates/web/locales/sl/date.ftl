# Datumi, časi in števila.
date-day = { $day }. { $month } { $year }
date-moment = { $date } ob { $time }
date-month-1 = jan.
date-month-2 = feb.
date-month-3 = mar.
date-month-4 = apr.
date-month-5 = maj
date-month-6 = jun.
date-month-7 = jul.
date-month-8 = avg.
date-month-9 = sep.
date-month-10 = okt.
date-month-11 = nov.
date-month-12 = dec.
date-just-now = pravkar
date-minutes-ago = { $n ->
    [one] pred { $n } minuto
    [two] pred { $n } minutama
   *[other] pred { $n } minutami
}
date-hours-ago = { $n ->
    [one] pred { $n } uro
    [two] pred { $n } urama
   *[other] pred { $n } urami
}
date-days-ago = { $n ->
    [1] včeraj
    [one] pred { $n } dnem
    [two] pred { $n } dnevoma
   *[other] pred { $n } dnevi
}
number-point = ,
