# Dates, times and numbers.
date-day = { $day } { $month } { $year }
date-moment = { $date }, { $time }
date-month-1 = Jan
date-month-2 = Feb
date-month-3 = Mar
date-month-4 = Apr
date-month-5 = May
date-month-6 = Jun
date-month-7 = Jul
date-month-8 = Aug
date-month-9 = Sep
date-month-10 = Oct
date-month-11 = Nov
date-month-12 = Dec
date-just-now = just now
date-minutes-ago = { $n ->
    [one] { $n } minute ago
   *[other] { $n } minutes ago
}
date-hours-ago = { $n ->
    [one] { $n } hour ago
   *[other] { $n } hours ago
}
date-days-ago = { $n ->
    [one] yesterday
   *[other] { $n } days ago
}
number-point = .
