//! What went wrong in a form, field by field, so that the page can say it beside the field and in a summary above.

/// The problems of one form. Nothing typed is lost: the view model keeps the values, this keeps the complaints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
}

/// One complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The `name` of the field; empty for the form as a whole.
    pub field: String,
    /// What happened and what to do, in the visitor's language.
    pub message: String,
}

impl Problems {
    /// A form with one problem.
    pub fn one(field: &str, message: String) -> Problems {
        let mut problems = Problems::default();
        problems.add(field, message);
        problems
    }

    /// Adds a complaint about a field.
    pub fn add(&mut self, field: &str, message: String) {
        self.list.push(Problem {
            field: field.to_owned(),
            message,
        });
    }

    /// Whether the form was good.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, in the order of the form.
    pub fn list(&self) -> &[Problem] {
        &self.list
    }

    /// What is wrong with this field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.list
            .iter()
            .find(|problem| problem.field == field)
            .map(|problem| problem.message.as_str())
    }
}

/// One entry of a list to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is the chosen one.
    pub chosen: bool,
}

impl Choice {
    /// A list of choices, of which `chosen` is the current one.
    pub fn list(pairs: &[(&str, String)], chosen: &str) -> Vec<Choice> {
        let choice = |(value, label): &(&str, String)| Choice {
            value: (*value).to_owned(),
            label: label.clone(),
            chosen: *value == chosen,
        };
        pairs.iter().map(choice).collect()
    }
}
