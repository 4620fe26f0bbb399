//! What the databases of a dialect can do that others cannot: the planner chooses shapes by these, never by a name.

/// How an arm of a query is closed before a row of it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Closing {
    /// By a condition that reads no row.
    Condition,
    /// The same, if it reads no relation of a `WITH` either: such a relation is computed whole, however few of its rows are read.
    Alone,
    /// By a limit of no rows. A condition is looked at for each row, whatever it reads.
    Limit,
}

/// Abilities beyond the common ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer of its own about a dialect")]
pub struct Capabilities {
    /// A member of a `FROM` may read the members before it. Where it may not, a recursion has one recursive member for
    /// each of its rules instead of one with all of them behind it.
    pub lateral: bool,
    /// A relation of a `WITH` may read the row around the sub-query that it stands in.
    pub correlated_with: bool,
    /// A relation of a `WITH` inside a sub-query may read those of the `WITH` around it.
    pub nested_with: bool,
    /// A value may be an array: a set computed once is one, which an index or a row's filter takes as it is.
    pub arrays: bool,
    /// A set computed once leads to the rows of a table by an index, or is searched for each of them: as an array or as a list.
    pub led_by_sets: bool,
    /// The members of a union may have values of different types in one column.
    pub mixed_columns: bool,
    /// A table is read from end to end where a set is searched beside other conditions in an `OR`, whatever indexes there are.
    pub reads_all_for_sets: bool,
    /// A text equals the number that it reads as.
    pub compares_by_number: bool,
    /// A text can be asked for the whole number or the UUID whose text form it is.
    pub reads_spellings: bool,
    /// What keeps the database from reading rows for an arm of a query.
    pub closed_arms: Option<Closing>,
    /// A recursion goes no further than its reader asks for.
    pub stops_early: bool,
    /// How many tables one statement may read.
    pub most_reads: u64,
    /// How many relations may stand in one `WITH`, those around it among them where it cannot read them.
    pub most_relations: usize,
    /// A relation of a `WITH` is read anew wherever it is named.
    pub reads_anew: bool,
}

impl Capabilities {
    /// Whether a condition that reads no row closes an arm.
    pub fn conditions_close_arms(&self) -> bool {
        self.closed_arms == Some(Closing::Condition)
    }
}
