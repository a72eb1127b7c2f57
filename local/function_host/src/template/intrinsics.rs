//! Values of a template: `Ref`, `Fn::GetAtt`, `Fn::Sub`, `Fn::If` and the other functions, worked out against the
//! parameters and the names which resources have in the embedded AWS.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::names;

/// The embedded account that a template is read for.
#[derive(Clone, Debug)]
pub struct Place {
    /// Region in every ARN.
    pub region: String,
    /// Account number in every ARN.
    pub account: String,
    /// Address of the embedded AWS; queue URLs begin with it.
    pub endpoint: String,
    /// What `AWS::StackName` says.
    pub stack: String,
}

/// Works out values of one template.
pub(super) struct Resolver<'a> {
    pub document: &'a Value,
    pub parameters: &'a BTreeMap<String, String>,
    pub place: &'a Place,
}

/// `None` stands for `AWS::NoValue`: the field is as if it had not been written.
pub(super) type Resolved = Result<Option<Value>, String>;

impl Resolver<'_> {
    /// Works out a value with all that is nested in it.
    pub fn value(&self, value: &Value) -> Resolved {
        match value {
            Value::Array(items) => {
                let resolved: Result<Vec<_>, _> = items.iter().map(|item| self.value(item)).collect();
                Ok(Some(Value::Array(resolved?.into_iter().flatten().collect())))
            }
            Value::Object(object) => self.object(object),
            plain => Ok(Some(plain.clone())),
        }
    }

    /// Works out a value that must be text; numbers and booleans are written as CloudFormation writes them.
    pub fn text(&self, value: &Value) -> Result<String, String> {
        let resolved = self.value(value)?.ok_or("AWS::NoValue stands where text is needed")?;
        scalar_text(&resolved).ok_or_else(|| format!("{resolved} stands where text is needed"))
    }

    /// Says whether the condition `name` of the section `Conditions` holds.
    pub fn condition(&self, name: &str) -> Result<bool, String> {
        let condition = self.document["Conditions"].get(name);
        self.test(condition.ok_or_else(|| format!("there is no condition {name}"))?)
    }

    fn object(&self, object: &Map<String, Value>) -> Resolved {
        if let Some((name, argument)) = only_entry(object)
            && (name == "Ref" || name.starts_with("Fn::"))
        {
            return self.function(name, argument);
        }
        let mut resolved = Map::new();
        for (key, value) in object {
            if let Some(value) = self.value(value)? {
                resolved.insert(key.clone(), value);
            }
        }
        Ok(Some(Value::Object(resolved)))
    }

    fn function(&self, name: &str, argument: &Value) -> Resolved {
        match name {
            "Ref" => match argument.as_str() {
                Some("AWS::NoValue") => Ok(None),
                Some(name) => self.reference(name).map(Some),
                None => Err("!Ref wants a name".to_owned()),
            },
            "Fn::GetAtt" => self.attribute(argument).map(|text| Some(Value::String(text))),
            "Fn::Sub" => self.substitute(argument).map(|text| Some(Value::String(text))),
            "Fn::If" => self.choose(argument),
            "Fn::Equals" | "Fn::Not" | "Fn::And" | "Fn::Or" => {
                let object = Map::from_iter([(name.to_owned(), argument.clone())]);
                self.test(&Value::Object(object)).map(|holds| Some(Value::Bool(holds)))
            }
            "Fn::FindInMap" => self.find_in_map(argument).map(Some),
            "Fn::Join" => self.join(argument).map(|text| Some(Value::String(text))),
            "Fn::Select" => self.select(argument).map(Some),
            "Fn::Split" => self.split(argument).map(Some),
            other => Err(format!("{other} cannot be worked out on one machine")),
        }
    }

    fn reference(&self, name: &str) -> Result<Value, String> {
        if let Some(text) = self.pseudo_parameter(name) {
            return Ok(Value::String(text));
        }
        let parameter = &self.document["Parameters"][name];
        if parameter.is_object() {
            return self.parameter(name, parameter);
        }
        names::reference(self, name).map(Value::String)
    }

    fn pseudo_parameter(&self, name: &str) -> Option<String> {
        let Place { region, account, stack, .. } = self.place;
        Some(match name {
            "AWS::Region" => region.clone(),
            "AWS::AccountId" => account.clone(),
            "AWS::Partition" => "aws".to_owned(),
            "AWS::URLSuffix" => "amazonaws.com".to_owned(),
            "AWS::StackName" => stack.clone(),
            "AWS::StackId" => format!("arn:aws:cloudformation:{region}:{account}:stack/{stack}/local"),
            _ => return None,
        })
    }

    fn parameter(&self, name: &str, parameter: &Value) -> Result<Value, String> {
        let kind = parameter["Type"].as_str().unwrap_or("String");
        let text = match self.parameters.get(name) {
            Some(given) => given.clone(),
            None if kind.starts_with("AWS::SSM::") => {
                return Err(format!("parameter {name} comes from SSM, so a value must be given"));
            }
            None => scalar_text(&parameter["Default"])
                .ok_or_else(|| format!("parameter {name} has no default and no value was given"))?,
        };
        let is_list = kind == "CommaDelimitedList" || kind.starts_with("List<");
        let list = || text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect::<Vec<_>>();
        Ok(if is_list { Value::from(list()) } else { Value::String(text) })
    }

    fn attribute(&self, argument: &Value) -> Result<String, String> {
        match argument.as_array().map(Vec::as_slice) {
            Some([Value::String(resource), attribute]) => {
                names::attribute(self, resource, &self.text(attribute)?)
            }
            _ => Err(format!("!GetAtt {argument} is not Resource.Attribute")),
        }
    }

    fn choose(&self, argument: &Value) -> Resolved {
        match argument.as_array().map(Vec::as_slice) {
            Some([Value::String(condition), yes, no]) => {
                self.value(if self.condition(condition)? { yes } else { no })
            }
            _ => Err("!If wants a condition and two values".to_owned()),
        }
    }

    fn test(&self, condition: &Value) -> Result<bool, String> {
        let entry = condition.as_object().and_then(only_entry);
        let (name, argument) = entry.ok_or_else(|| format!("{condition} is not a condition"))?;
        let parts = argument.as_array().map(Vec::as_slice).unwrap_or_default();
        match (name, parts) {
            ("Condition", _) => self.condition(argument.as_str().unwrap_or_default()),
            ("Fn::Equals", [left, right]) => Ok(self.text(left)? == self.text(right)?),
            ("Fn::Not", [inner]) => Ok(!self.test(inner)?),
            ("Fn::And", parts) => parts.iter().try_fold(true, |all, part| Ok(self.test(part)? && all)),
            ("Fn::Or", parts) => parts.iter().try_fold(false, |any, part| Ok(self.test(part)? || any)),
            _ => Err(format!("{condition} is not a condition")),
        }
    }

    fn find_in_map(&self, argument: &Value) -> Result<Value, String> {
        match argument.as_array().map(Vec::as_slice) {
            Some([map, first, second]) => {
                let (map, first, second) = (self.text(map)?, self.text(first)?, self.text(second)?);
                let found = &self.document["Mappings"][&map][&first][&second];
                if found.is_null() {
                    Err(format!("mapping {map} has no {first}.{second}"))
                } else {
                    Ok(found.clone())
                }
            }
            _ => Err("!FindInMap wants a map and two keys".to_owned()),
        }
    }

    fn join(&self, argument: &Value) -> Result<String, String> {
        match argument.as_array().map(Vec::as_slice) {
            Some([Value::String(separator), list]) => {
                let texts: Result<Vec<_>, _> = self.list(list)?.iter().map(|item| self.text(item)).collect();
                Ok(texts?.join(separator))
            }
            _ => Err("!Join wants a separator and a list".to_owned()),
        }
    }

    fn select(&self, argument: &Value) -> Result<Value, String> {
        match argument.as_array().map(Vec::as_slice) {
            Some([index, list]) => {
                let index = self.text(index)?.parse::<usize>().map_err(|_| "!Select wants a number first")?;
                let list = self.list(list)?;
                list.get(index)
                    .cloned()
                    .ok_or_else(|| format!("!Select {index} is beyond {} items", list.len()))
            }
            _ => Err("!Select wants a number and a list".to_owned()),
        }
    }

    fn split(&self, argument: &Value) -> Result<Value, String> {
        match argument.as_array().map(Vec::as_slice) {
            Some([Value::String(separator), text]) => {
                Ok(Value::from(self.text(text)?.split(separator.as_str()).collect::<Vec<_>>()))
            }
            _ => Err("!Split wants a separator and a text".to_owned()),
        }
    }

    fn list(&self, value: &Value) -> Result<Vec<Value>, String> {
        match self.value(value)? {
            Some(Value::Array(items)) => Ok(items),
            other => Err(format!("{other:?} stands where a list is needed")),
        }
    }

    fn substitute(&self, argument: &Value) -> Result<String, String> {
        let (text, own) = match argument {
            Value::String(text) => (text, None),
            Value::Array(parts) => match parts.as_slice() {
                [Value::String(text), Value::Object(own)] => (text, Some(own)),
                _ => return Err("!Sub wants a text and a map".to_owned()),
            },
            _ => return Err("!Sub wants a text".to_owned()),
        };
        let (mut result, mut rest) = (String::new(), text.as_str());
        while let Some(start) = rest.find("${") {
            let end =
                rest[start..].find('}').ok_or_else(|| format!("!Sub {text:?} has an open ${{"))? + start;
            result.push_str(&rest[..start]);
            result.push_str(&self.placeholder(&rest[start + 2..end], own)?);
            rest = &rest[end + 1..];
        }
        Ok(result + rest)
    }

    fn placeholder(&self, name: &str, own: Option<&Map<String, Value>>) -> Result<String, String> {
        if let Some(literal) = name.strip_prefix('!') {
            return Ok(format!("${{{literal}}}"));
        }
        let name = name.trim();
        if let Some(value) = own.and_then(|own| own.get(name)) {
            return self.text(value);
        }
        match name.split_once('.') {
            Some((resource, attribute)) => names::attribute(self, resource, attribute),
            None => self.text(&self.reference(name)?),
        }
    }
}

fn only_entry(object: &Map<String, Value>) -> Option<(&str, &Value)> {
    let mut entries = object.iter();
    let (name, value) = entries.next()?;
    entries.next().is_none().then_some((name.as_str(), value))
}

/// Text of a scalar as CloudFormation would hand it to an environment variable.
pub(super) fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}
