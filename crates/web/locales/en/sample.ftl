# Sample templates of three trades (M-26). What stands in double brackets are tags.
sample-note = A sample to be changed. It is no advice.
sample-bank-name = Application for a current account
sample-bank-text = I apply for a current account. By my signature I confirm that what I state is true, and that I have received the general terms.
sample-bank-form =
    Address: [[T1:Address]]
    Tax number: [[T1:Tax number]]
    Customer: [[S1]]
    For the bank: [[S0]]
sample-insurance-name = Motor accident report
sample-insurance-text = I report an accident under my policy. What I state is complete and true to the best of my knowledge; the insurer may ask the police and the workshop about it.
sample-insurance-form =
    Policy number: [[T1:Policy number]]
    Place of the accident: [[T1:Place of the accident]]
    Policyholder: [[S1]]
    Received by: [[S0]]
sample-health-name = Patient’s informed consent
sample-health-text = The nature, purpose and risks of the procedure and its alternatives were explained to me in words that I understand. I could ask, and my questions were answered. I consent to the procedure.
sample-health-form =
    Procedure: [[T0:Procedure]]
    Health insurer: [[T1:Health insurer]]
    Patient: [[S1]]
    Physician: [[S0]]
