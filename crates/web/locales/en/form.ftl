# What every form says.
form-problem = There is a problem
form-error = Error:{" "}
form-optional = (optional)
form-save = Save
form-cancel = Go back
form-close = Close
form-choose = Choose
form-more = More actions
form-copy = Copy
form-copied = Copied
form-undo = Undo
