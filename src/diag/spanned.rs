//! Values that know where they were written.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};

use super::{Location, Source};

thread_local! {
    static SOURCE: RefCell<Option<(Arc<Source>, usize)>> = const { RefCell::new(None) };
}

/// Runs `read` so that every [`Spanned`] it deserializes belongs to this source.
pub fn reading<T>(source: &Arc<Source>, read: impl FnOnce() -> T) -> T {
    reading_after(source, 0, read)
}

/// The same for a part of the source, which starts after so many lines.
pub fn reading_after<T>(source: &Arc<Source>, lines: usize, read: impl FnOnce() -> T) -> T {
    struct Restore(Option<(Arc<Source>, usize)>);
    impl Drop for Restore {
        fn drop(&mut self) {
            SOURCE.set(self.0.take());
        }
    }
    let _restore = Restore(SOURCE.replace(Some((Arc::clone(source), lines))));
    read()
}

/// A value and the place in the specification where it was written.
///
/// The value is reached through `*`; two of them are equal when their values are. JSON Schema and YAML are those of
/// the value itself.
#[derive(Clone)]
pub struct Spanned<T> {
    /// The value itself.
    pub value: T,
    location: Option<Location>,
}

impl<T> Spanned<T> {
    /// A value that was written here, or nowhere.
    pub fn new(value: T, location: impl Into<Option<Location>>) -> Spanned<T> {
        Spanned { value, location: location.into() }
    }

    /// Where it was written; `None` for a value that came from no file. Goes straight into
    /// [`Problem::at`](super::Problem::at).
    pub fn location(&self) -> Option<Location> {
        self.location.clone()
    }
}

impl<T: Default> Default for Spanned<T> {
    fn default() -> Spanned<T> {
        Spanned::from(T::default())
    }
}

impl<T> From<T> for Spanned<T> {
    fn from(value: T) -> Spanned<T> {
        Spanned::new(value, None)
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Spanned<T>) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Spanned<T> {}

impl<T: fmt::Debug> fmt::Debug for Spanned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: fmt::Display> fmt::Display for Spanned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Spanned<T>, D::Error> {
        let parsed = serde_yaml::Spanned::<T>::deserialize(deserializer)?;
        let place = parsed.referenced;
        let location = SOURCE.with_borrow(|source| {
            let (known, skipped) = source.as_ref().filter(|_| place.line() > 0)?;
            let number = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
            let characters = usize::try_from(place.span().len()).unwrap_or(1).max(1);
            let location = known.location_at(number(place.line()) + skipped, number(place.column()), characters);
            Some(known.location(known.bracketed(location.bytes())))
        });
        Ok(Spanned { value: parsed.value, location })
    }
}

impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// The id of an earlier result, such as `employment.risk_difference`.
///
/// Whether there is such a result is known only while the analyses run; the analysis that reads it reports a missing
/// one at [`ResultRef::location`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct ResultRef(Spanned<String>);

impl ResultRef {
    /// A reference to this id, written nowhere.
    pub fn new(id: impl Into<String>) -> ResultRef {
        ResultRef(Spanned::from(id.into()))
    }

    /// A reference to this id, written at this place.
    pub fn at(id: impl Into<String>, location: impl Into<Option<Location>>) -> ResultRef {
        ResultRef(Spanned::new(id.into(), location))
    }

    /// The id.
    pub fn id(&self) -> &str {
        &self.0.value
    }

    /// The first part of the id: the entry under `analyses`.
    pub fn entry(&self) -> &str {
        self.id().split('.').next().unwrap_or_default()
    }

    /// Where it was written.
    pub fn location(&self) -> Option<Location> {
        self.0.location()
    }
}

impl fmt::Display for ResultRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
