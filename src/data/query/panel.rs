//! A panel in a database: its outcomes as more columns of the persons' rows, and its months.

use super::super::panel::{Absent, MoneyUnit, Month, Panel, Question, Questions, Total, Window, Worth};
use super::{Dialect, Remote, Sql, Statement};
use crate::data::frame::Frame;
use crate::data::{Column, ColumnType};
use crate::diag::{Diagnostic, Problem, Spanned};

/// The steps of a panel have names of its own.
fn step(panel: &str, what: &str) -> String {
    format!("{panel}_{what}")
}

/// The name of the column with the months of a state, in the step of months.
fn state_column(state: usize) -> String {
    format!("in_state_{}", state + 1)
}

/// A state of a panel in a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::data) struct RemoteState {
    panel: String,
    state: usize,
    /// The column of the persons that the panel names them by.
    person: String,
    /// Whether a month without a row is not observed.
    observed: bool,
}

impl RemoteState {
    /// The state in this place.
    pub fn of(name: &str, panel: &Panel, state: usize) -> RemoteState {
        let person = panel.person.persons.value.clone();
        RemoteState { panel: name.to_owned(), state, person, observed: panel.absent == Absent::Missing }
    }

    /// The column of the persons' rows with their months in the state.
    pub fn months_of_each(&self, dialect: Dialect) -> String {
        dialect.identifier(&months_column(&self.panel, self.state))
    }

    /// Queries by month: how many rows of each group were in the state, and how many were observed where not all were.
    pub fn by_month(&self, statement: &Statement, keys: &[String]) -> (String, Option<String>) {
        let dialect = statement.dialect;
        let mut statement = statement.clone();
        statement.aside(
            "asked_months",
            format!(
                "SELECT p.*, m.panel_month, m.{state} AS asked_state\n  FROM {rows} p JOIN {months} m ON m.panel_person = p.{person}",
                state = state_column(self.state),
                rows = statement.last(),
                months = step(&self.panel, "months"),
                person = dialect.identifier(&self.person),
            ),
        );
        let mut keys = keys.to_vec();
        keys.push("panel_month".to_owned());
        let sum = format!("CAST(SUM(asked_state) AS {})", dialect.type_of(ColumnType::Integer));
        let in_state = statement.grouped(&keys, &sum, "asked_months", &[]);
        let observed = self.observed.then(|| statement.grouped(&keys, "COUNT(*)", "asked_months", &[]));
        (in_state, observed)
    }
}

/// The column with the months of each person in a state.
fn months_column(panel: &str, state: usize) -> String {
    step(panel, &format!("months_in_{}", state + 1))
}

/// Puts the outcomes of a panel of the same database beside its persons, and says which columns they are.
pub(in crate::data) fn beside(
    name: &Spanned<String>,
    sql: &Sql,
    panel: &Panel,
    rows: &Frame,
    persons: &mut Frame,
) -> Result<Vec<Column>, Vec<Diagnostic>> {
    let one = |problem: Diagnostic| vec![problem];
    let Some(remote) = &persons.remote else {
        let problem =
            Problem::new(format!("the panel is a table of a database, and its persons `{}` are not", panel.of));
        return Err(one(problem.hint("name both as tables of one database").at(panel.of.location())));
    };
    let Some(of_rows) = &rows.remote else { return Err(Vec::new()) };
    if remote.statement.dialect != sql.dialect {
        let problem = Problem::new("the panel and its persons are in different databases");
        return Err(one(problem.hint("name one `dialect` for both").at(sql.table.location())));
    }
    let mut problems = Vec::new();
    let questions = Questions::of(panel, &mut problems);
    let mut unsupported = |is: bool, what: &str, hint: &str| {
        if is {
            problems.push(Problem::new(what.to_owned()).hint(hint.to_owned()).at(name.location()));
        }
    };
    unsupported(
        panel.absent == Absent::Missing && !questions.totals.is_empty(),
        "a total over months that may not be observed is not made in a database",
        "state `absent: not_in_state`, or add the amounts up in a view",
    );
    if !problems.is_empty() {
        return Err(problems);
    }
    let dialect = sql.dialect;
    let id = |name: &str| dialect.identifier(name);
    let mut statement = remote.statement.clone();
    let of_persons = statement.last().to_owned();
    let month = match &panel.month {
        Month::Number(column) => format!("r.{}", id(column)),
        Month::Calendar(calendar) => {
            let part = |part: &str, column: String| format!("EXTRACT({part} FROM {column})");
            let (date, since) = (format!("r.{}", id(&calendar.date)), format!("p.{}", id(&calendar.since)));
            format!(
                "({} - {}) * 12 + {} - {}",
                part("YEAR", date.clone()),
                part("YEAR", since.clone()),
                part("MONTH", date),
                part("MONTH", since)
            )
        }
    };
    // The panel's own steps come under names of its own.
    for (step_name, query) in of_rows.statement.steps_under(&name.value) {
        statement.aside(&step_name, query);
    }
    let source_rows = step(name, of_rows.statement.last());
    let [first, last] = panel.months.value;
    statement.aside(
        &step(name, "dated"),
        format!(
            "SELECT r.*, p.{person} AS panel_person, CAST({month} AS {whole}) AS panel_month\n  FROM {source_rows} r JOIN {of_persons} p ON p.{person} = r.{key}",
            person = id(&panel.person.persons),
            key = id(&panel.person.panel),
            whole = dialect.type_of(ColumnType::Integer),
        ),
    );
    statement.aside(
        &step(name, "within"),
        format!("SELECT * FROM {} WHERE panel_month BETWEEN {first} AND {last}", step(name, "dated")),
    );
    let mut states = Vec::new();
    for (number, (_, condition)) in panel.states.iter().enumerate() {
        let holds = statement.expression(rows, condition)?;
        states.push(format!("MAX(CASE WHEN {holds} THEN 1 ELSE 0 END) AS {}", state_column(number)));
    }
    states.insert(0, "panel_month".to_owned());
    states.insert(0, "panel_person".to_owned());
    let months = step(name, "months");
    statement.aside(
        &months,
        format!("SELECT {} FROM {} GROUP BY panel_person, panel_month", states.join(", "), step(name, "within")),
    );
    let observed = panel.absent == Absent::Missing;
    let mut answers = Vec::new();
    for (number, (column, question)) in questions.named.iter().enumerate() {
        let asked = Asked {
            panel: name,
            first,
            months: &months,
            number,
            observed,
            dialect_whole: dialect.type_of(ColumnType::Integer),
        };
        match question {
            Question::Total { total, .. } => {
                let total = &questions.totals[*total];
                statement.aside(&asked.own(), asked.total(panel, total, &step(name, "within"), &id).map_err(one)?);
            }
            _ => statement.aside(&asked.own(), asked.query(question)),
        }
        answers.push((Some(()), asked.columns(column, question)));
    }
    // The months of each person in each state, for whoever asks.
    let all = Window { first: 0, last: usize::try_from(last - first).unwrap_or_default() };
    for state in 0..panel.states.0.len() {
        let question = Question::MonthsIn { state, window: all };
        let number = answers.len();
        let asked = Asked {
            panel: name,
            first,
            months: &months,
            number,
            observed,
            dialect_whole: dialect.type_of(ColumnType::Integer),
        };
        statement.aside(&asked.own(), asked.query(&question));
        answers.push((None, asked.columns(&months_column(name, state), &question)));
    }
    let mut selected = vec!["p.*".to_owned()];
    let mut joined = String::new();
    let mut columns = Vec::new();
    for (number, (named, of_question)) in answers.iter().enumerate() {
        let own = step(name, &format!("outcome_{}", number + 1));
        joined +=
            &format!("\n  LEFT JOIN {own} o{0} ON o{0}.panel_person = p.{1}", number + 1, id(&panel.person.persons));
        for (column, value) in of_question {
            selected.push(format!("{value} AS {}", id(&column.name)));
            columns.extend(named.map(|()| column.clone()));
        }
    }
    statement.step(&step(name, "beside"), format!("SELECT {}\n  FROM {of_persons} p{joined}", selected.join(", ")));
    persons.remote = Some(Remote { statement, ..remote.clone() });
    Ok(columns)
}

/// One outcome, and what its query needs to know.
struct Asked<'a> {
    panel: &'a str,
    /// The number of the first month.
    first: i64,
    months: &'a str,
    number: usize,
    /// Whether a month without a row is not observed.
    observed: bool,
    dialect_whole: &'static str,
}

impl Asked<'_> {
    fn own(&self) -> String {
        step(self.panel, &format!("outcome_{}", self.number + 1))
    }

    fn within(&self, window: &Window) -> String {
        let number = |month: usize| self.first + month as i64;
        format!("panel_month BETWEEN {} AND {}", number(window.first), number(window.last))
    }

    /// What each person with a row answers.
    fn query(&self, question: &Question) -> String {
        let months = self.months;
        let whole = self.dialect_whole;
        let count = |condition: String| format!("CAST(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS {whole})");
        match question {
            Question::In { state, month, window } => {
                let state = state_column(*state);
                let is_in = count(format!("{} AND {state} = 1", self.within(window)));
                let seen = count(self.within(&Window { first: *month, last: *month }));
                format!("SELECT panel_person, {is_in} AS is_in, {seen} AS seen FROM {months} GROUP BY panel_person")
            }
            Question::MonthsIn { state, window } => {
                let state = state_column(*state);
                let is_in = count(format!("{} AND {state} = 1", self.within(window)));
                let seen = count(self.within(window));
                format!("SELECT panel_person, {is_in} AS is_in, {seen} AS seen FROM {months} GROUP BY panel_person")
            }
            Question::FirstMonthIn { state, window } => {
                let (within, state) = (self.within(window), state_column(*state));
                format!(
                    "SELECT panel_person, MIN(CASE WHEN {within} AND {state} = 1 THEN panel_month END) AS is_in, \
                     MAX(CASE WHEN {within} THEN panel_month END) AS seen FROM {months} GROUP BY panel_person"
                )
            }
            Question::SpellsIn { state, window, at_least, gap } => {
                let (within, state) = (self.within(window), state_column(*state));
                let over = "OVER (PARTITION BY panel_person ORDER BY panel_month)";
                format!(
                    "SELECT s.panel_person, MAX(s.seen) AS seen, CAST(SUM(CASE WHEN s.spell > 0 AND s.to_month - s.from_month + 1 >= {at_least} \
                     THEN 1 ELSE 0 END) AS {whole}) AS is_in\n  FROM (SELECT panel_person, spell, MIN(panel_month) AS from_month, MAX(panel_month) AS to_month, \
                     MAX(seen) AS seen\n    FROM (SELECT i.*, CASE WHEN is_in = 1 THEN SUM(starts) {over} ELSE 0 END AS spell\n      FROM (SELECT m.*, \
                     CASE WHEN is_in = 1 AND COALESCE(panel_month - MAX(CASE WHEN is_in = 1 THEN panel_month END) \
                     OVER (PARTITION BY panel_person ORDER BY panel_month ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), {gap} + 2) > {gap} + 1 \
                     THEN 1 ELSE 0 END AS starts\n        FROM (SELECT panel_person, panel_month, {state} AS is_in, COUNT(*) OVER (PARTITION BY \
                     panel_person) AS seen FROM {months} WHERE {within}) m) i) j\n    GROUP BY panel_person, spell) s\n  GROUP BY s.panel_person"
                )
            }
            Question::Total { .. } => String::new(),
        }
    }

    /// The sum of amounts of each person with a row.
    fn total(
        &self,
        panel: &Panel,
        total: &Total,
        rows: &str,
        id: &dyn Fn(&str) -> String,
    ) -> Result<String, Diagnostic> {
        let amount = id(&total.column);
        let worth = match (&total.unit, &total.year, &panel.month) {
            (MoneyUnit::AsIs, ..) => amount,
            (unit, year, month) => {
                let year = match (year, month) {
                    (Some(year), _) => id(year),
                    (None, Month::Calendar(calendar)) => format!("EXTRACT(YEAR FROM {})", id(&calendar.date)),
                    (None, Month::Number(column)) => {
                        let problem = Problem::new("a month that is a number has no year");
                        return Err(problem.hint("name the column with it as `year`").at(column.location()));
                    }
                };
                let worth = Worth::in_unit(unit, panel)?;
                let years = (1950..=2100).filter_map(|year| Some(format!("WHEN {year} THEN {:e}", worth.of(year)?)));
                // A year without a price has no sum, and says so by being missing.
                format!("{amount} * CASE {year} {} END", years.collect::<Vec<_>>().join(" "))
            }
        };
        let within = self.within(&total.window);
        Ok(format!(
            "SELECT panel_person, SUM(CASE WHEN {within} THEN {worth} END) AS is_in FROM {rows} GROUP BY panel_person"
        ))
    }

    /// The columns that an outcome gives, each with its value.
    fn columns(&self, name: &str, question: &Question) -> Vec<(Column, String)> {
        let o = format!("o{}", self.number + 1);
        let count = |window: &Window| match self.observed {
            false => format!("COALESCE({o}.is_in, 0)"),
            true => format!("CASE WHEN {o}.seen = {} THEN {o}.is_in END", window.last - window.first + 1),
        };
        match question {
            Question::In { .. } => {
                let value = match self.observed {
                    false => format!("COALESCE({o}.is_in, 0) > 0"),
                    true => format!("CASE WHEN {o}.is_in > 0 THEN TRUE WHEN {o}.seen > 0 THEN FALSE END"),
                };
                vec![(Column::plain(name, ColumnType::Boolean), value)]
            }
            Question::MonthsIn { window, .. } | Question::SpellsIn { window, .. } => {
                vec![(Column::plain(name, ColumnType::Integer), count(window))]
            }
            Question::FirstMonthIn { window, .. } => {
                let last = self.first + window.last as i64;
                let (time, happened) = match self.observed {
                    false => (format!("COALESCE({o}.is_in, {last})"), format!("{o}.is_in IS NOT NULL")),
                    true => (
                        format!("COALESCE({o}.is_in, {o}.seen)"),
                        format!("CASE WHEN {o}.seen IS NOT NULL THEN {o}.is_in IS NOT NULL END"),
                    ),
                };
                vec![
                    (Column::plain(name, ColumnType::Integer), format!("{o}.is_in")),
                    (Column::plain(format!("{name}_time"), ColumnType::Integer), time),
                    (Column::plain(format!("{name}_observed"), ColumnType::Boolean), happened),
                ]
            }
            Question::Total { .. } => {
                vec![(Column::plain(name, ColumnType::Number), format!("COALESCE({o}.is_in, 0)"))]
            }
        }
    }
}
