//! A part of what the practice firm keeps, as the half that owns it sees it.

/// Gives its owner the part, alone, and keeps what was changed.
pub(crate) struct Part<T>(Box<With<T>>);

/// Calls what it is given once, with the part.
type With<T> = dyn Fn(&mut dyn FnMut(&mut T)) + Send + Sync;

impl<T> Part<T> {
    /// `with` calls what it is given once, with the part.
    pub(crate) fn new(with: impl Fn(&mut dyn FnMut(&mut T)) + Send + Sync + 'static) -> Self {
        Self(Box::new(with))
    }

    /// Runs `f` on the part.
    #[expect(clippy::expect_used, reason = "`new` promises that it is called")]
    pub(crate) fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        let (mut f, mut answer) = (Some(f), None);
        (self.0)(&mut |part| answer = f.take().map(|f| f(part)));
        answer.expect("the part was given")
    }
}
