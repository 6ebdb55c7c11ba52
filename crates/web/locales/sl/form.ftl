# Kar pove vsak obrazec.
form-problem = Nekaj ni v redu
form-error = Napaka:{" "}
form-optional = (neobvezno)
form-save = Shrani
form-cancel = Nazaj
form-close = Zapri
form-choose = Izberite
form-more = Več dejanj
form-copy = Kopiraj
form-copied = Kopirano
form-undo = Razveljavi
