//! Views of a case's graph.
