//! As much of the GraphQL language as the user-role query can be written in: one operation,
//! variables, aliases, arguments. No fragments, no directives.

use serde_json::{Map, Value};

/// A place in the query, line and column counted from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// The query could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) place: Place,
    pub(super) message: String,
}

/// A field with what it asks for below it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    pub(super) alias: Option<String>,
    pub(super) name: String,
    pub(super) arguments: Vec<(String, Argument)>,
    pub(super) fields: Vec<Field>,
    pub(super) place: Place,
}

impl Field {
    /// The key of the answer.
    pub(super) fn key(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.name)
    }

    /// The value of an argument, its variable looked up.
    pub(super) fn argument<'a>(
        &'a self,
        name: &str,
        variables: &'a Map<String, Value>,
    ) -> Option<&'a Value> {
        let (_, argument) = self.arguments.iter().find(|(it, _)| it == name)?;
        match argument {
            Argument::Value(value) => Some(value),
            Argument::Variable(name) => variables.get(name),
        }
    }
}

/// What follows an argument's colon.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Argument {
    Variable(String),
    Value(Value),
}

/// Far more than the schema has; the parser calls itself once per level.
const DEEPEST: usize = 32;

/// Reads a query with one operation and gives its root fields.
pub(super) fn parse(query: &str) -> Result<Vec<Field>, SyntaxError> {
    let mut parser = Parser {
        tokens: tokens(query)?,
        next: 0,
        depth: 0,
    };
    parser.operation_head()?;
    let fields = parser.selection()?;
    match parser.peek() {
        Kind::End => Ok(fields),
        _ => parser.unexpected(),
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Name(String),
    Text(String),
    Number(String),
    Mark(char),
    End,
}

#[derive(Clone, Debug)]
struct Token {
    kind: Kind,
    place: Place,
}

fn tokens(query: &str) -> Result<Vec<Token>, SyntaxError> {
    let mut found = Vec::new();
    let mut place = Place { line: 1, column: 1 };
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        let (kind, length) = match first {
            '\n' => {
                place = Place {
                    line: place.line + 1,
                    column: 1,
                };
                rest = &rest[1..];
                continue;
            }
            '#' => (None, rest.find('\n').unwrap_or(rest.len())),
            ',' | '\u{feff}' => (None, first.len_utf8()),
            _ if first.is_whitespace() => (None, first.len_utf8()),
            '_' | 'a'..='z' | 'A'..='Z' => {
                let length = length_while(rest, |it| it == '_' || it.is_ascii_alphanumeric());
                (Some(Kind::Name(rest[..length].to_owned())), length)
            }
            '-' | '0'..='9' => {
                let length = length_while(rest, |it| {
                    it.is_ascii_alphanumeric() || matches!(it, '-' | '+' | '.')
                });
                (Some(Kind::Number(rest[..length].to_owned())), length)
            }
            '"' => {
                let (text, length) = quoted(rest, place)?;
                (Some(Kind::Text(text)), length)
            }
            '!' | '$' | '(' | ')' | ':' | '=' | '[' | ']' | '{' | '}' => {
                (Some(Kind::Mark(first)), 1)
            }
            other => {
                return Err(SyntaxError {
                    place,
                    message: format!("Unexpected character '{other}'"),
                });
            }
        };
        if let Some(kind) = kind {
            found.push(Token { kind, place });
        }
        place.column += rest[..length].chars().count();
        rest = &rest[length..];
    }
    found.push(Token {
        kind: Kind::End,
        place,
    });
    Ok(found)
}

fn length_while(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|it| !belongs(it)).unwrap_or(text.len())
}

/// GraphQL's escapes within a line are JSON's.
fn quoted(text: &str, place: Place) -> Result<(String, usize), SyntaxError> {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' => break,
            '"' => {
                let length = at + 1;
                let Ok(text) = serde_json::from_str(&text[..length]) else {
                    break;
                };
                return Ok((text, length));
            }
            _ => {}
        }
    }
    Err(SyntaxError {
        place,
        message: "Unterminated string".to_owned(),
    })
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
}

impl Parser {
    fn token(&self) -> &Token {
        // The last token is `End` and is never passed.
        &self.tokens[self.next]
    }

    fn peek(&self) -> &Kind {
        &self.token().kind
    }

    fn advance(&mut self) {
        if self.next + 1 < self.tokens.len() {
            self.next += 1;
        }
    }

    fn take(&mut self, mark: char) -> bool {
        let found = *self.peek() == Kind::Mark(mark);
        if found {
            self.advance();
        }
        found
    }

    fn expect(&mut self, mark: char) -> Result<(), SyntaxError> {
        if self.take(mark) {
            Ok(())
        } else {
            self.unexpected()
        }
    }

    fn name(&mut self) -> Result<String, SyntaxError> {
        match self.peek().clone() {
            Kind::Name(name) => {
                self.advance();
                Ok(name)
            }
            _ => self.unexpected(),
        }
    }

    fn deeper(&mut self) -> Result<(), SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.unexpected();
        }
        Ok(())
    }

    fn unexpected<T>(&self) -> Result<T, SyntaxError> {
        let Token { kind, place } = self.token();
        let what = match kind {
            Kind::Name(text) | Kind::Text(text) | Kind::Number(text) => text.clone(),
            Kind::Mark(mark) => mark.to_string(),
            Kind::End => "<EOF>".to_owned(),
        };
        Err(SyntaxError {
            place: *place,
            message: format!("Invalid Syntax : offending token '{what}'"),
        })
    }

    /// `query Name($realmId: String!)`, all of it optional.
    fn operation_head(&mut self) -> Result<(), SyntaxError> {
        if *self.peek() == Kind::Mark('{') {
            return Ok(());
        }
        if *self.peek() != Kind::Name("query".to_owned()) {
            return self.unexpected();
        }
        self.advance();
        if matches!(self.peek(), Kind::Name(_)) {
            self.advance();
        }
        if self.take('(') {
            while !self.take(')') {
                self.expect('$')?;
                self.name()?;
                self.expect(':')?;
                self.type_reference()?;
                if self.take('=') {
                    self.value()?;
                }
            }
        }
        Ok(())
    }

    fn type_reference(&mut self) -> Result<(), SyntaxError> {
        if self.take('[') {
            self.deeper()?;
            self.type_reference()?;
            self.depth -= 1;
            self.expect(']')?;
        } else {
            self.name()?;
        }
        self.take('!');
        Ok(())
    }

    fn selection(&mut self) -> Result<Vec<Field>, SyntaxError> {
        self.expect('{')?;
        self.deeper()?;
        let mut fields = Vec::new();
        while !self.take('}') {
            fields.push(self.field()?);
        }
        if fields.is_empty() {
            return self.unexpected();
        }
        self.depth -= 1;
        Ok(fields)
    }

    fn field(&mut self) -> Result<Field, SyntaxError> {
        let place = self.token().place;
        let mut name = self.name()?;
        let mut alias = None;
        if self.take(':') {
            alias = Some(std::mem::replace(&mut name, self.name()?));
        }
        let mut arguments = Vec::new();
        if self.take('(') {
            while !self.take(')') {
                let name = self.name()?;
                self.expect(':')?;
                arguments.push((name, self.value()?));
            }
        }
        let fields = if *self.peek() == Kind::Mark('{') {
            self.selection()?
        } else {
            Vec::new()
        };
        Ok(Field {
            alias,
            name,
            arguments,
            fields,
            place,
        })
    }

    fn value(&mut self) -> Result<Argument, SyntaxError> {
        if self.take('$') {
            return self.name().map(Argument::Variable);
        }
        let value = match self.peek() {
            Kind::Text(text) => Value::String(text.clone()),
            Kind::Number(number) => number.parse::<f64>().map_or(Value::Null, Value::from),
            Kind::Name(name) if name == "true" || name == "false" => Value::Bool(name == "true"),
            Kind::Name(name) if name == "null" => Value::Null,
            _ => return self.unexpected(),
        };
        self.advance();
        Ok(Argument::Value(value))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_the_query_as_documented_and_with_a_variable() {
        let plain = "{\n user {\n  role(realmId: \"123\") { type status hasPayroll }\n }\n}";
        let fields = parse(plain).expect("a good query");
        let role = &fields[0].fields[0];
        assert_eq!(
            (fields[0].name.as_str(), role.name.as_str()),
            ("user", "role")
        );
        assert_eq!(role.place, Place { line: 3, column: 3 });
        assert_eq!(role.argument("realmId", &Map::new()), Some(&json!("123")));

        let with_variable =
            "query Role($realmId: String!) { user { mine: role(realmId: $realmId) { type } } }";
        let fields = parse(with_variable).expect("a good query");
        let role = &fields[0].fields[0];
        let variables = json!({ "realmId": "9" });
        let variables = variables.as_object().expect("an object");
        assert_eq!(role.key(), "mine");
        assert_eq!(role.argument("realmId", variables), Some(&json!("9")));
    }

    #[test]
    fn says_where_a_broken_query_breaks() {
        for (query, line, column) in [
            ("", 1, 1),
            ("{", 1, 2),
            ("{ user {} }", 1, 11),
            ("mutation { user }", 1, 1),
            ("{ user { role(realmId: \"1) } }", 1, 24),
            ("{\n  ...F }", 2, 3),
            ("{ user } { user }", 1, 10),
        ] {
            let error = parse(query).expect_err(query);
            assert_eq!(error.place, Place { line, column }, "{query}");
        }
    }

    #[test]
    fn a_query_without_a_bottom_is_refused() {
        assert!(parse(&"{a".repeat(100_000)).is_err());
        let types = format!("query Q($a: {}", "[".repeat(100_000));
        assert!(parse(&types).is_err());
        let good = format!("{}a{}", "{a".repeat(20), "}".repeat(20));
        assert!(parse(&good.replace("{aa", "{a a")).is_ok());
    }
}
