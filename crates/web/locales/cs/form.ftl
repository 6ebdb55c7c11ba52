# Co říká každý formulář.
form-problem = Něco není v pořádku
form-error = Chyba:{" "}
form-optional = (nepovinné)
form-save = Uložit
form-cancel = Zpět
form-close = Zavřít
form-choose = Vyberte
form-more = Další akce
form-copy = Kopírovat
form-copied = Zkopírováno
form-undo = Zpět
