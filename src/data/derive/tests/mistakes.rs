//! Derivations that cannot be made, each with its words and its place.

use super::*;

#[test]
fn a_derivation_that_cannot_be_made_says_why() {
    let told = |derivation: &str, csv: &str| only(&format!("file: p.csv\nderive:\n  y: {derivation}\n"), csv);
    let csv = "alder;arm;a;b\n17;ips;1;9\n40;tau;2;2\n";
    for (derivation, place, expected) in [
        ("aldr < 30", "3:6", "there is no column `aldr`"),
        ("alder <", "", ""),
        ("alder + arm", "", ""),
        ("{at: [18]}", "3:3", "`y` does not say what it is made of; add `value`, `cut`, `recode`, `sum` or `mean`"),
        ("{cut: alder, sum: [a]}", "3:3", "`y` is made in 2 ways; keep one of `cut` or `sum`"),
        ("{cut: alder}", "3:3", "`y` has `cut` and lacks `at`; add `at: [18, 30, 40]`"),
        ("{recode: alder}", "3:3", "`y` has `recode` and lacks `codes`"),
        ("{cut: alder, at: [10], else: x}", "3:3", "`y` has `else`, which belongs to `recode`"),
        ("{cut: alder, at: [10], unit: years}", "3:3", "`y` has `unit`"),
        ("{sum: [a], labels: [x]}", "3:3", "`y` has `labels`, which belongs to `cut`"),
        ("{cut: arm, at: [18]}", "3:12", "`arm` holds text, and cannot be cut"),
        ("{cut: aldr, at: [18]}", "3:12", "`p.csv` has no column `aldr`; did you mean `alder`?"),
        ("{cut: alder, at: [x]}", "3:24", "`x` is not a number"),
        ("{cut: alder, at: [30, 18]}", "3:28", "the group that starts at `18` follows one that starts later"),
        ("{cut: alder, at: []}", "3:23", "`at` has no starts"),
        ("{cut: alder, at: [18, 30], labels: [a]}", "3:41", "`y` has 1 labels for 2 starts of groups"),
        ("{cut: alder, at: [1, 30], labels: [a, a]}", "3:40", "two groups of `y` are called `a`"),
        (
            "{cut: alder, at: [18, 30], labels: [a, b]}",
            "3:23",
            "`p.csv` has a value in `alder` below `18`, where the first \
          group of `y` starts: `17` in line 2",
        ),
        (
            "{recode: arm, codes: {ips: 1}}",
            "3:15",
            "`p.csv` has a value in `arm` that gets no new value in `y`: `tau` in line 3",
        ),
        ("{recode: arn, codes: {ips: 1}}", "3:15", "`p.csv` has no column `arn`"),
        ("{sum: []}", "3:12", "`y` has no items"),
        ("{sum: [a, a]}", "3:16", "the item `a` of `y` stands twice"),
        ("{sum: [a, arm]}", "3:16", "`arm` holds text, and cannot be added up"),
        ("{sum: [a, c]}", "3:16", "`p.csv` has no column `c`"),
        ("{sum: [a, b], reverse: {items: [c], low: 0, high: 3}}", "3:38", "`c` is reversed, and is no item of `y`"),
        ("{sum: [a, b], reverse: {items: [b], low: 3, high: 0}}", "3:56", "goes from 3 to 0"),
        (
            "{sum: [a, b], reverse: {items: [b], low: 0, high: 3}}",
            "3:16",
            "a value in `b` outside the scale on which it is \
          reversed, 0 to 3: `9` in line 2",
        ),
        ("{sum: [a, b], missing: {at_most: 2, fill: none}}", "3:39", "`y` has 2 items, of which 2 may be missing"),
        ("{value: arm, unit: years}", "3:25", "`y` has a unit, and holds text"),
        ("{value: alder, codes: {x: X}}", "3:2", "`y` holds whole numbers, and `x` is none of them"),
    ] {
        let told = told(derivation, csv);
        assert!(told.starts_with(place) && told.contains(expected), "{derivation}: {told}");
    }
    assert!(only("{file: p.csv, derive: {alder: 1 + 1}}", csv).contains("`p.csv` has a column `alder` already"));
    assert!(only("{file: p.csv, where: alder + 1}", csv).contains("is no condition"));
    assert!(refused("{file: a, derive: {x: [1]}}").contains("an expression"));
    assert!(refused("{file: a, derive: {x: {cutt: a}}}").contains("unknown field `cutt`"));
    assert!(refused("{file: a, derive: {x: {sum: [a], missing: {at_most: 1}}}}").contains("missing field `fill`"));
    let codebook = "
file: p.csv
columns: {arm: {type: category, codes: [ips, tau]}}
derive: {y: {recode: arm, codes: {ibs: 1, tau: 2}, else: 3}}
";
    assert!(only(codebook, csv).starts_with("4:35 `arm` has no code `ibs`; did you mean `ips`?"));
}

#[test]
fn all_mistakes_are_found_and_their_consequences_are_not_told() {
    let yaml = "
file: p.csv
derive:
  a: aldr + 1
  b: a * 2
  c: {cut: b, at: [1]}
  d: {sum: [a, b]}
  e: {recode: x, codes: {1: 2}}
  f: {value: e + d}
  g: {cut: c, at: [1]}
  x: 3
where: g == 1 and a == 2
";
    let told = wrong(yaml, "alder;x\n1;1\n2;2\n");
    assert_eq!(told.len(), 3, "{told:#?}");
    assert!(told[0].starts_with("4:6 ") && told[1].starts_with("8:15 ") && told[2].starts_with("11:3 "), "{told:#?}");
}

#[test]
fn twenty_different_mistakes_are_named_in_one_run() {
    let yaml = "
file: p.csv
id: person
only_declared: true
columns:
  person: {type: integer, required: true}
  arm: {type: category, codes: {ips: IPS, tau: Vanlig}}
  alder: {type: integer, range: [18, 67]}
  lonn: {type: number, range: [0, null]}
  fodt: date
  mott: {type: date, format: dd/mm/yyyy}
  jobb: boolean
  kjonn: {type: integer, codes: {1: Mann, 2: Kvinne}}
  borte: text
  hads: {type: integer, range: [3, 0]}
derive:
  gruppe: {cut: alder, at: [40, 30]}
  kode: {recode: armm, codes: {a: 1}}
  sum: {sum: [alder, arm]}
  ung: alder < tretti
  person: 1
where: jobb +
";
    let csv = "person;arm;alder;lonn;fodt;mott;jobb;kjonn;hads;ekstra\n\
               1;ips;17;1,5;14.12.1990;01/02/2020;ja;1;1;a\n\
               1;isp;tretti;2.5;31.02.1990;2020-02-01;kanskje;3;1;a\n\
               ;tau;30.5;-1;03/04/1990;01/13/2020;nei;en;1;a\n\
               3;tau;40;mye;i fjor;;;1;1;a\n";
    let source = source(yaml);
    let (frame, mut problems) = declare(table(csv), &source, &named("p"));
    problems.extend(shape(frame, &source, &Above::default()).map(|_| ()).unwrap_err());
    let told: Vec<&str> = problems.iter().map(|problem| problem.problem.what.as_str()).collect();
    for expected in [
        "`p.csv` has a `person` twice: `1` in line 2 and line 3",
        "`p.csv` has no `person` in line 4",
        "`p.csv` has a column that the codebook does not name: `ekstra`",
        "`p.csv` has a value in `arm` that is not among its codes: `isp` in line 3",
        "`p.csv` has a value in `alder` outside its range, 18 to 67: `17` in line 2",
        "`p.csv` has a value in `alder` that is no whole number: `tretti` in line 3",
        "`p.csv` has a value in `alder` that is not whole: `30.5` in line 4",
        "`p.csv` has a value in `lonn` with a decimal point, where the decimal mark is a comma: `2.5` in line 3",
        "`p.csv` has a value in `lonn` below 0, the smallest it may hold: `-1` in line 4",
        "`p.csv` has a value in `lonn` that is no number: `mye` in line 5",
        "`p.csv` has a value in `fodt` that is no day of the calendar: `31.02.1990` in line 3",
        "`p.csv` has a value in `fodt` that can mean two dates: `03/04/1990` in line 4",
        "`p.csv` has a value in `fodt` that is no date: `i fjor` in line 5",
        "`p.csv` has a value in `mott` that is no date of the stated format: `2020-02-01` in line 3",
        "`p.csv` has a value in `mott` that is no day of the calendar: `01/13/2020` in line 4",
        "`p.csv` has a value in `jobb` that is neither true nor false: `kanskje` in line 3",
        "`p.csv` has a value in `kjonn` that is not among its codes: `3` in line 3",
        "`p.csv` has a value in `kjonn` that is no whole number: `en` in line 4",
        "`p.csv` has no column `borte`",
        "the range of `hads` ends before it starts",
        "the group that starts at `30` follows one that starts later",
        "`p` has no column `armm`",
        "`arm` holds categories, and cannot be added up",
        "there is no column `tretti`",
        "`p` has a column `person` already",
    ] {
        assert!(told.contains(&expected), "{expected}: {told:#?}");
    }
    assert_eq!(told.len(), 26, "{told:#?}");
    assert!(problems.iter().all(|problem| problem.location.is_some()));
}
