//! Part of a long list.

/// Which part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many at most.
    pub limit: usize,
    /// How many are passed over.
    pub offset: usize,
}

impl Page {
    /// A page of `asked` rows, `usual` if nobody asked, never more than `most`.
    pub fn of(asked: Option<usize>, offset: Option<usize>, usual: usize, most: usize) -> Self {
        Self { limit: asked.unwrap_or(usual).min(most), offset: offset.unwrap_or(0) }
    }

    /// The page's part of a list.
    pub fn cut<T>(self, all: &[T]) -> &[T] {
        let start = self.offset.min(all.len());
        &all[start..start.saturating_add(self.limit).min(all.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_never_leave_the_list() {
        let all = [1, 2, 3, 4, 5];
        assert_eq!(Page { limit: 2, offset: 1 }.cut(&all), [2, 3]);
        assert_eq!(Page { limit: usize::MAX, offset: 4 }.cut(&all), [5]);
        assert!(Page { limit: 2, offset: 99 }.cut(&all).is_empty());
        assert_eq!(Page::of(Some(5000), None, 100, 1000), Page { limit: 1000, offset: 0 });
    }
}
