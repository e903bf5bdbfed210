//! Faults as XML. The REST service sends them where `Accept` was lost on the way, gateways whenever they like.
//!
//! ```xml
//! <IntuitResponse time="…" xmlns="http://schema.intuit.com/finance/v3">
//!   <Fault type="SERVICE"><Error code="3001"><Message>…</Message><Detail>…</Detail></Error></Fault>
//! </IntuitResponse>
//! ```

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Elements and texts that are read; a fault of Intuit's has about twenty.
const MOST_EVENTS: usize = 400;
/// Elements within each other; a fault of Intuit's has four.
const DEEPEST: usize = 16;

/// What the first error of a fault says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct XmlFault {
    /// `SERVICE`, `AUTHENTICATION` and the like.
    pub(crate) kind: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) detail: Option<String>,
}

/// Reads a fault; `None` for what is no XML or has none. Prefixes and letter case of names are forgiven.
pub(crate) fn read(body: &[u8]) -> Option<XmlFault> {
    let text = std::str::from_utf8(body).ok()?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with('<') {
        return None;
    }
    let mut reader = Reader::from_str(text);
    let mut fault = XmlFault::default();
    let mut within: Vec<String> = Vec::new();
    let mut is_fault = false;
    for _ in 0..MOST_EVENTS {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                let name = local_name(&start);
                // An HTML page is never a fault, whatever its text.
                if name == "html" || within.len() == DEEPEST {
                    return None;
                }
                is_fault |= name == "fault";
                fault.opened(&name, &start);
                within.push(name);
            }
            Ok(Event::Empty(start)) => {
                let name = local_name(&start);
                is_fault |= name == "fault";
                fault.opened(&name, &start);
            }
            Ok(Event::End(_)) => {
                let ended = within.pop()?;
                if ended == "error" || ended == "fault" {
                    break;
                }
            }
            Ok(Event::Text(piece)) => fault.heard(&within, &piece),
            Ok(Event::CData(piece)) => fault.heard(&within, &piece),
            Ok(Event::GeneralRef(entity)) => fault.heard(&within, &meant(&entity)),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    fault.trim();
    (is_fault && fault != XmlFault::default()).then_some(fault)
}

impl XmlFault {
    fn opened(&mut self, name: &str, start: &BytesStart<'_>) {
        match name {
            "fault" => self.kind = attribute(start, "type"),
            "error" if self.code.is_none() => self.code = attribute(start, "code"),
            _ => {}
        }
    }

    fn heard(&mut self, within: &[String], piece: &str) {
        let place = match within.last().map(String::as_str) {
            Some("code") => &mut self.code,
            Some("message") => &mut self.message,
            Some("detail") => &mut self.detail,
            Some("error") if !piece.trim().is_empty() => &mut self.message,
            _ => return,
        };
        place.get_or_insert_default().push_str(piece);
    }

    fn trim(&mut self) {
        let texts = [
            &mut self.kind,
            &mut self.code,
            &mut self.message,
            &mut self.detail,
        ];
        for text in texts {
            *text = text
                .take()
                .map(|it| it.trim().to_owned())
                .filter(|it| !it.is_empty());
        }
    }
}

fn local_name(start: &BytesStart<'_>) -> String {
    start.local_name().as_ref().to_ascii_lowercase()
}

fn attribute(start: &BytesStart<'_>, wanted: &str) -> Option<String> {
    let found = start.attributes().flatten().find(|attribute| {
        let name = attribute.key.local_name();
        name.as_ref().eq_ignore_ascii_case(wanted)
    })?;
    Some(found.value.into_owned())
}

/// The five entities of XML and numbers; one that a document defines itself is left out.
fn meant(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = entity.resolve_char_ref() {
        return character.to_string();
    }
    resolve_xml_entity(entity).unwrap_or_default().to_owned()
}
