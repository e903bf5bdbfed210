//! Conductor's resources as data: what each is called, takes and answers.
//!
//! `resources.txt` is made by `scripts/practice-resources.mjs` from Conductor's published API description
//! (commit 932d42c) and holds no line of our client. A line begins with its table:
//!
//! - `C` choices: the values of an enumeration, or the resources that an id may point to;
//! - `S` a shape: the fields of one object, `name:kind`, with `?` where it may be null;
//! - `P` the query parameters of a list, `name:kind`, with `*` repeatable, `!` required, `=` a default;
//! - `R` a resource: path, id field, verbs, paging, parameters, shape.
//!
//! Numbers point to the nth line of a table: `e5` one of choices 5, `r5` a reference to one of the
//! resources of choices 5, `O5` an object and `A5` objects of shape 5.

use std::sync::LazyLock;

/// All of it, read once.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    choices: Vec<Vec<&'static str>>,
    shapes: Vec<Shape>,
    parameters: Vec<Vec<Parameter>>,
    resources: Vec<Resource>,
}

/// The fields of one object, in the order of the description.
pub(super) type Shape = Vec<Field>;

#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) nullable: bool,
}

/// What a field holds. Numbers are places in the tables of [`Catalogue`].
#[derive(Debug)]
pub(super) enum Kind {
    /// Text in a form: see [`Form`].
    Text(#[cfg_attr(not(test), expect(dead_code, reason = "the tests judge by it"))] Form),
    Number,
    Whole,
    Bool,
    Const(&'static str),
    Choice(usize),
    /// `{id, fullName}`; `None` where Conductor has no list for it.
    Reference(Option<usize>),
    References(#[cfg_attr(not(test), expect(dead_code, reason = "the tests follow it"))] usize),
    Object(usize),
    Objects(usize),
    /// Objects of several shapes, distinguished by their `kind`.
    Variants(#[cfg_attr(not(test), expect(dead_code, reason = "the tests follow it"))] Vec<usize>),
}

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Any,
    Date,
    /// With the computer's offset, without fractions.
    OffsetTime,
    UtcTime,
    /// Two places.
    Money,
    Decimal,
    Percent,
    /// `PT1H30M`
    Duration,
}

#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) kind: ParameterKind,
    pub(super) repeatable: bool,
    pub(super) required: bool,
    pub(super) default: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ParameterKind {
    Text,
    Bool,
    Whole,
    Date,
    DateOrTime,
    Money,
    Choice(usize),
    /// An id of one of these resources.
    Id(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paging {
    Cursor,
    Plain,
    /// One object, not a list.
    Object,
}

#[derive(Debug)]
pub(super) struct Resource {
    /// `invoices`; of a report `reports/aging`.
    pub(super) path: &'static str,
    /// What the id in a path names, if rows have one.
    pub(super) id: Option<&'static str>,
    pub(super) retrieves: bool,
    pub(super) paging: Paging,
    parameters: usize,
    shape: usize,
}

impl Catalogue {
    pub(super) fn all() -> &'static Self {
        static ALL: LazyLock<Catalogue> =
            LazyLock::new(|| Catalogue::read(include_str!("resources.txt")));
        &ALL
    }

    pub(super) fn resource(&self, path: &str) -> Option<&Resource> {
        self.resources.iter().find(|it| it.path == path)
    }

    #[cfg(test)]
    pub(super) fn resources(&self) -> &[Resource] {
        &self.resources
    }

    pub(super) fn shape(&self, place: usize) -> &Shape {
        &self.shapes[place]
    }

    pub(super) fn choices(&self, place: usize) -> &[&'static str] {
        &self.choices[place]
    }

    fn read(text: &'static str) -> Self {
        let mut all = Self::default();
        for line in text.lines() {
            let mut words = line.split(' ');
            match words.next() {
                Some("C") => all.choices.push(words.collect()),
                Some("S") => all.shapes.push(words.filter_map(field).collect()),
                Some("P") => all.parameters.push(words.filter_map(parameter).collect()),
                Some("R") => all.resources.extend(resource(words)),
                _ => {}
            }
        }
        all
    }
}

impl Resource {
    pub(super) fn shape(&self) -> &'static Shape {
        Catalogue::all().shape(self.shape)
    }

    pub(super) fn parameters(&self) -> &'static [Parameter] {
        &Catalogue::all().parameters[self.parameters]
    }
}

fn field(text: &'static str) -> Option<Field> {
    let (name, kind) = text.split_once(':')?;
    let nullable = kind.ends_with('?');
    let kind = kind.trim_end_matches('?');
    Some(Field {
        name,
        kind: field_kind(kind)?,
        nullable,
    })
}

fn field_kind(text: &'static str) -> Option<Kind> {
    let (letter, rest) = (text.get(..1)?, text.get(1..)?);
    let place = || rest.parse().ok();
    Some(match letter {
        "d" => Kind::Text(Form::Date),
        "o" => Kind::Text(Form::OffsetTime),
        "u" => Kind::Text(Form::UtcTime),
        "m" => Kind::Text(Form::Money),
        "f" => Kind::Text(Form::Decimal),
        "p" => Kind::Text(Form::Percent),
        "t" => Kind::Text(Form::Duration),
        "s" => Kind::Text(Form::Any),
        "n" => Kind::Number,
        "w" => Kind::Whole,
        "b" => Kind::Bool,
        "=" => Kind::Const(rest),
        "e" => Kind::Choice(place()?),
        "r" => Kind::Reference(place()),
        "R" => Kind::References(place()?),
        "O" => Kind::Object(place()?),
        "A" => Kind::Objects(place()?),
        "V" => Kind::Variants(rest.split(',').filter_map(|it| it.parse().ok()).collect()),
        _ => return None,
    })
}

fn parameter(text: &'static str) -> Option<Parameter> {
    let (name, rest) = text.split_once(':')?;
    let (rest, default) = match rest.split_once('=') {
        Some((rest, default)) => (rest, Some(default)),
        None => (rest, None),
    };
    let kind = rest.trim_end_matches(['*', '!']);
    let place = || kind.get(1..)?.parse().ok();
    Some(Parameter {
        name,
        kind: match kind.get(..1)? {
            "b" => ParameterKind::Bool,
            "i" => ParameterKind::Whole,
            "d" => ParameterKind::Date,
            "D" => ParameterKind::DateOrTime,
            "m" => ParameterKind::Money,
            "e" => ParameterKind::Choice(place()?),
            "r" => ParameterKind::Id(place()?),
            _ => ParameterKind::Text,
        },
        repeatable: rest.contains('*'),
        required: rest.contains('!'),
        default,
    })
}

fn resource(mut words: std::str::Split<'static, char>) -> Option<Resource> {
    let path = words.next()?;
    let id = words.next().filter(|id| *id != "-");
    let verbs = words.next()?;
    let paging = match words.next()? {
        "cursor" => Paging::Cursor,
        "plain" => Paging::Plain,
        _ => Paging::Object,
    };
    Some(Resource {
        path,
        id,
        retrieves: verbs.contains('r'),
        paging,
        parameters: words.next()?.parse().ok()?,
        shape: words.next()?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read() {
        let text = include_str!("resources.txt");
        let lines = |mark: &str| text.lines().filter(|line| line.starts_with(mark)).count();
        let all = Catalogue::all();
        assert_eq!(all.resources.len(), lines("R "));
        assert_eq!(all.resources.len(), 71);
        assert_eq!(all.shapes.len(), lines("S"));
        let words = |mark: &str| -> usize {
            let of = text.lines().filter(|line| line.starts_with(mark));
            of.map(|line| line.split_whitespace().count() - 1).sum()
        };
        assert_eq!(all.shapes.iter().map(Vec::len).sum::<usize>(), words("S"));
        assert_eq!(
            all.parameters.iter().map(Vec::len).sum::<usize>(),
            words("P")
        );
    }

    #[test]
    fn a_resource_has_its_fields_and_parameters() {
        let invoices = Catalogue::all().resource("invoices").unwrap();
        assert_eq!((invoices.id, invoices.paging), (Some("id"), Paging::Cursor));
        let takes = |name| invoices.parameters().iter().any(|it| it.name == name);
        assert!(takes("refNumberFrom") && !takes("nameFrom"));
        let customer = &invoices.shape()[5];
        assert_eq!((customer.name, customer.nullable), ("customer", true));
        assert!(matches!(customer.kind, Kind::Reference(Some(_))));
    }
}
