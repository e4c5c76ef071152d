//! Each operator and function, with each type and with missing values, on rows written out.

use polars::prelude::{DataFrame, IntoLazy};

use super::{evaluated, shown, table, typed};
use crate::data::ColumnType;

/// Expressions of the table of [`super::COLUMNS`], and the value in each row.
///
/// Where only some columns matter, the rows are those of that table: it starts with
/// `alder` 17 18 30 45 67 - 0 −7 29 18 120 3 and `barn` 0 2 3 - −2 1 0 3 −3 12 1 −1.
pub(super) const VALUES: &[(&str, &str)] = &[
    // Columns and literals.
    ("alder", "17 18 30 45 67 - 0 -7 29 18 120 3"),
    ("`Antall barn` + 1", "2 3 4 5 6 7 8 9 10 11 12 -"),
    ("rart", "1e308 -1e308 - - - - 1e-300 0.0 9.223372036854776e18 -9.223372036854776e18 5e-324 800.0"),
    ("12", "12 12 12 12 12 12 12 12 12 12 12 12"),
    ("'jo' == \"jo\"", "true true true true true true true true true true true true"),
    (
        "\"sa \"\"ja\"\"\"",
        "\"sa \\\"ja\\\"\" \"sa \\\"ja\\\"\" \"sa \\\"ja\\\"\" \"sa \\\"ja\\\"\" \"sa \\\"ja\\\"\" \"sa \\\"ja\\\"\" \"sa \\\"ja\\\"\" \"sa \\\"ja\\\"\" \"sa \\\"ja\\\"\" \"sa \\\"ja\\\"\" \"sa \\\"ja\\\"\" \"sa \\\"ja\\\"\"",
    ),
    ("14.12.2023 == dato", "false false true false false - false false false false false false"),
    // Arithmetic on whole numbers.
    ("alder + barn", "17 20 33 - 65 - 0 -4 26 30 121 2"),
    ("alder - barn", "17 16 27 - 69 - 0 -10 32 6 119 4"),
    ("alder * barn", "0 36 90 - -134 - 0 -21 -87 216 120 -3"),
    ("-alder", "-17 -18 -30 -45 -67 - 0 7 -29 -18 -120 -3"),
    ("- - alder", "17 18 30 45 67 - 0 -7 29 18 120 3"),
    ("alder div barn", "- 9 10 - -34 - - -3 -10 1 120 -3"),
    ("alder mod barn", "- 0 0 - -1 - - 2 -1 6 0 0"),
    ("alder div 12", "1 1 2 3 5 - 0 -1 2 1 10 0"),
    ("alder mod 12", "5 6 6 9 7 - 0 5 5 6 0 3"),
    ("alder div -4", "-5 -5 -8 -12 -17 - 0 1 -8 -5 -30 -1"),
    ("alder mod -4", "-3 -2 -2 -3 -1 - 0 -3 -3 -2 0 -1"),
    ("alder div 0", "- - - - - - - - - - - -"),
    ("alder mod 0", "- - - - - - - - - - - -"),
    (
        "stort + 1",
        "- -9223372036854775807 4611686018427387905 9007199254740994 - 0 1 2 -9223372036854775806 2147483648 -2147483647 3037000501",
    ),
    (
        "stort - 1",
        "9223372036854775806 - 4611686018427387903 9007199254740992 - -2 -1 0 -9223372036854775808 2147483646 -2147483649 3037000499",
    ),
    ("stort * 2", "- - - 18014398509481986 - -2 0 2 - 4294967294 -4294967296 6074001000"),
    ("stort * stort", "- - - - - 1 0 1 - 4611686014132420609 4611686018427387904 -"),
    (
        "-stort",
        "-9223372036854775807 - -4611686018427387904 -9007199254740993 - 1 0 -1 9223372036854775807 -2147483647 2147483648 -3037000500",
    ),
    (
        "stort div -1",
        "-9223372036854775807 - -4611686018427387904 -9007199254740993 - 1 0 -1 9223372036854775807 -2147483647 2147483648 -3037000500",
    ),
    ("stort mod -1", "0 0 0 0 - 0 0 0 0 0 0 0"),
    (
        "stort mod 9223372036854775807",
        "0 9223372036854775806 4611686018427387904 9007199254740993 - 9223372036854775806 0 1 0 2147483647 9223372034707292159 3037000500",
    ),
    ("stort div stort", "1 1 1 1 - 1 - 1 1 1 1 1"),
    ("-9223372036854775808 == stort", "false true false false - false false false false false false false"),
    (
        "2147483647 + 1",
        "2147483648 2147483648 2147483648 2147483648 2147483648 2147483648 2147483648 2147483648 2147483648 2147483648 2147483648 2147483648",
    ),
    ("9223372036854775807 + 1", "- - - - - - - - - - - -"),
    // Arithmetic on numbers.
    ("alder / barn", "- 9.0 10.0 - -33.5 - - -2.3333333333333335 -9.666666666666666 1.5 120.0 -3.0"),
    ("alder / 2", "8.5 9.0 15.0 22.5 33.5 - 0.0 -3.5 14.5 9.0 60.0 1.5"),
    ("timer + 1", "38.5 1.0 0.5 3.5 - 2.005 -1.5 1.5 151.0 1000000000000001.0 2251799813685250.5 1.1"),
    ("timer / 0", "- - - - - - - - - - - -"),
    ("1 / (timer / 0)", "- - - - - - - - - - - -"),
    (
        "timer * 2 - barn / 4",
        "75.0 -0.5 -1.75 - - 1.7599999999999998 -5.0 0.2499999999999999 300.75 1999999999999997.0 4503599627370499.0 0.45",
    ),
    (
        "-timer",
        "-37.5 0.0 0.5 -2.5 - -1.005 2.5 -0.49999999999999994 -150.0 -1000000000000000.0 -2251799813685249.5 -0.1",
    ),
    ("rart + 1", "1e308 -1e308 - - - - 1.0 1.0 9.223372036854776e18 -9.223372036854776e18 1.0 801.0"),
    ("0.1 + 0.2 == 0.3", "false false false false false false false false false false false false"),
    // Comparisons.
    ("alder == 18", "false true false false false - false false false true false false"),
    ("alder != 18", "true false true true true - true true true false true true"),
    ("alder < 18", "true false false false false - true true false false false true"),
    ("alder <= 18", "true true false false false - true true false true false true"),
    ("alder > 18", "false false true true true - false false true false true false"),
    ("alder >= 18.0", "false true true true true - false false true true true false"),
    ("alder == timer", "false false false false - - false false false false false false"),
    ("timer == 150", "false false false false - false false false true false false false"),
    ("rart > 0", "true false - - - - true false true false true true"),
    ("stort == 9007199254740992.0", "false false false true - false false false false false false false"),
    ("samtykke == trukket", "true false - false true - - - - true false true"),
    ("samtykke == true", "true false - true false - true false - true true false"),
    ("samtykke != true", "false true - false true - false true - false false true"),
    ("status == 'jobb'", "true false false - false false false false false false false false"),
    ("status == \"a'b\\c\"\"d\"", "false false false - false true false false false false false false"),
    ("status < 'b'", "false true true - false true false false false false false true"),
    ("'b' < status", "true false false - true false true true true true true false"),
    ("status >= kommune", "true true false - true true true true true true true true"),
    ("kommune == '0301'", "true false false - true false true false false false true true"),
    ("arm == 'ips'", "true false true - false true false true false true false true"),
    ("arm != \"ips\"", "false true false - true false true false true false true false"),
    ("kjonn == 1", "true false - true false true false true false true false true"),
    ("arm == status", "false false false - false false false false false false false false"),
    ("dato >= '2023-12-14'", "true true true false false - false false true false false true"),
    ("\"1.1.2020\" == dato", "false false false false true - false false false false false false"),
    ("fodt < dato", "true true true false - - true false true false true true"),
    ("date(2024, 2, 29) == dato", "false true false false false - false false false false false false"),
    // in and between.
    ("alder in [17, 18, 120]", "true true false false false - false false false true true false"),
    ("alder not in [17]", "false true true true true - true true true true true true"),
    ("alder in [17.5, 18]", "false true false false false - false false false true false false"),
    ("timer in [0, -0.5, 150]", "false true true false - false false false true false false false"),
    ("rart in [0]", "false false - - - - false true false false false false"),
    ("status in ['', 'z', \"a'b\\c\"\"d\"]", "false false true - false true false false false false true false"),
    ("arm in ['tau']", "false true false - true false true false true false true false"),
    ("kjonn in [1, '2']", "true true - true true true true true true true true true"),
    ("dato in ['2023-12-14', 01.01.2020]", "false false true false true - false false false false false false"),
    ("samtykke in [true]", "true false - true false - true false - true true false"),
    ("stort in [-9223372036854775808, -1]", "false true false false - true false false false false false false"),
    ("alder between 18 and 30", "false true true false false - false false true true false false"),
    ("alder not between 18 and 30", "true false false true true - true true false false true true"),
    ("alder between barn and 20", "true true false false false - true false false true false true"),
    ("timer between -1 and 2.5", "false true true true - true false true false false false true"),
    ("dato between '2023-01-01' and '31.12.2023'", "false false true true false - false false false false true false"),
    // Missing values and logic.
    ("alder is missing", "false false false false false true false false false false false false"),
    ("rart is not missing", "true true false false false false true true true true true true"),
    ("is_missing(status)", "false false false true false false false false false false false false"),
    ("is_missing(alder + barn)", "false false false true false true false false false false false false"),
    ("missing is missing", "true true true true true true true true true true true true"),
    ("samtykke and trukket", "true false - false false false - false - true false false"),
    ("samtykke or trukket", "true true true true false - true - - true true false"),
    ("not samtykke", "false true - false true - false true - false false true"),
    ("samtykke and missing", "- false - - false - - false - - - false"),
    ("missing or samtykke", "true - - true - - true - - true true -"),
    ("alder > 18 and barn > 0 or samtykke", "true false true true false - true false - true true false"),
    ("not alder > 18", "true true false false false - true true false true false true"),
    ("samtykke and trukket and alder > 17", "false false - false false false false false - true false false"),
    // if.
    (
        "if alder < 30 then 'ung' else 'voksen'",
        "\"ung\" \"ung\" \"voksen\" \"voksen\" \"voksen\" - \"ung\" \"ung\" \"ung\" \"ung\" \"voksen\" \"ung\"",
    ),
    (
        "if alder is missing then 'ukjent' else if alder < 18 then 'barn' else if alder < 67 then 'voksen' else 'eldre'",
        "\"barn\" \"voksen\" \"voksen\" \"voksen\" \"eldre\" \"ukjent\" \"barn\" \"barn\" \"voksen\" \"voksen\" \"eldre\" \"barn\"",
    ),
    ("if alder > 100 then missing else alder", "17 18 30 45 67 - 0 -7 29 18 - 3"),
    ("if samtykke then 1 else 0.5", "1.0 0.5 - 1.0 0.5 - 1.0 0.5 - 1.0 1.0 0.5"),
    (
        "if samtykke then dato else '2020-01-01'",
        "2024-02-28 2020-01-01 - 2023-02-28 2020-01-01 - 1999-02-28 2020-01-01 - 0001-01-01 2023-02-28 2020-01-01",
    ),
    (
        "if samtykke then arm else status",
        "\"ips\" \"Jobb\" - - \"utdanning\" - \"tau\" \"\u{e6}\u{f8}\u{e5}\" - \"ips\" \"tau\" \"JOBB\"",
    ),
    ("if samtykke then trukket else missing", "true - - false - - - - - true false -"),
    ("(if trukket then 1 else 0) + 1", "2 2 2 1 1 1 - - - 2 1 1"),
    (
        "if coalesce(samtykke, false) then 'ja' else 'nei'",
        "\"ja\" \"nei\" \"nei\" \"ja\" \"nei\" \"nei\" \"ja\" \"nei\" \"nei\" \"ja\" \"ja\" \"nei\"",
    ),
    // Functions of numbers.
    ("abs(alder)", "17 18 30 45 67 - 0 7 29 18 120 3"),
    (
        "abs(stort)",
        "9223372036854775807 - 4611686018427387904 9007199254740993 - 1 0 1 9223372036854775807 2147483647 2147483648 3037000500",
    ),
    ("abs(timer)", "37.5 0.0 0.5 2.5 - 1.005 2.5 0.49999999999999994 150.0 1000000000000000.0 2251799813685249.5 0.1"),
    ("min(alder, barn)", "0 2 3 - -2 - 0 -7 -3 12 1 -1"),
    ("max(alder, barn, 20)", "20 20 30 - 67 - 20 20 29 20 120 20"),
    (
        "max(timer, alder)",
        "37.5 18.0 30.0 45.0 - - 0.0 0.49999999999999994 150.0 1000000000000000.0 2251799813685249.5 3.0",
    ),
    (
        "min(dato, '2020-01-01')",
        "2020-01-01 2020-01-01 2020-01-01 2020-01-01 2020-01-01 - 1999-02-28 2003-02-27 2020-01-01 0001-01-01 2020-01-01 2020-01-01",
    ),
    (
        "max(dato, fodt)",
        "2024-02-28 2024-02-29 2023-12-14 9999-12-31 - - 1999-02-28 2004-02-28 9999-12-31 1900-03-01 2023-02-28 2024-02-28",
    ),
    ("round(timer)", "38 0 -1 3 - 1 -3 0 150 1000000000000000 2251799813685250 0"),
    ("round(alder)", "17 18 30 45 67 - 0 -7 29 18 120 3"),
    ("round(timer, 2)", "37.5 0.0 -0.5 2.5 - 1.0 -2.5 0.5 150.0 1000000000000000.0 2251799813685249.5 0.1"),
    ("round(timer, 0)", "38.0 0.0 -1.0 3.0 - 1.0 -3.0 0.0 150.0 1000000000000000.0 2251799813685250.0 0.0"),
    ("round(alder, -1)", "20.0 20.0 30.0 50.0 70.0 - 0.0 -10.0 30.0 20.0 120.0 0.0"),
    ("round(rart)", "- - - - - - 0 0 - -9223372036854775808 0 800"),
    ("floor(timer)", "37 0 -1 2 - 1 -3 0 150 1000000000000000 2251799813685249 0"),
    ("ceil(timer)", "38 0 0 3 - 2 -2 1 150 1000000000000000 2251799813685250 1"),
    ("floor(rart)", "- - - - - - 0 0 - -9223372036854775808 0 800"),
    (
        "sqrt(alder - 17)",
        "0.0 1.0 3.605551275463989 5.291502622129181 7.0710678118654755 - - - 3.4641016151377544 1.0 10.14889156509222 -",
    ),
    (
        "ln(timer)",
        "3.624340932976365 - - 0.9162907318741551 - 0.004987541511038968 - -0.6931471805599454 5.0106352940962555 34.538776394910684 35.35050620855721 -2.3025850929940455",
    ),
    (
        "exp(barn)",
        "1.0 7.38905609893065 20.085536923187668 - 0.1353352832366127 2.7182818284590455 1.0 20.085536923187668 0.049787068367863944 162754.79141900392 2.7182818284590455 0.36787944117144233",
    ),
    ("exp(rart)", "- 0.0 - - - - 1.0 1.0 - 0.0 1.0 -"),
    // Functions of dates.
    ("year(dato)", "2024 2024 2023 2023 2020 - 1999 2003 9999 1 2023 2024"),
    ("month(dato) * 100 + day(dato)", "228 229 1214 228 101 - 228 227 1231 101 228 228"),
    ("date(year(dato), 2, 29)", "2024-02-29 2024-02-29 - - 2020-02-29 - - - - - - 2024-02-29"),
    ("date(alder + 1980, barn, 31)", "- - 2010-03-31 - - - - 1973-03-31 - 1998-12-31 2100-01-31 -"),
    ("date(stort, 1, 1)", "- - - - - - - 0001-01-01 - - - -"),
    ("date(2023, stort, stort)", "- - - - - - - 2023-01-01 - - - -"),
    ("days_between(fodt, dato)", "10226 19782 738867 -2913480 - - 28 -366 2932897 -693654 28 28"),
    ("months_between(fodt, dato)", "335 649 24275 -95722 - - 1 -12 96360 -22790 1 0"),
    ("months_between(dato, fodt)", "-335 -649 -24275 95722 - - -1 12 -96360 22790 -1 0"),
    ("years_between(fodt, dato)", "27 54 2022 -7976 - - 0 -1 8030 -1899 0 0"),
    ("years_between(fodt, '2024-02-29')", "28 54 2023 -7975 - 23 25 20 54 123 1 0"),
    (
        "add_months(fodt, 1)",
        "1996-03-29 1970-02-01 0001-02-01 - - 2001-01-31 1999-02-28 2004-03-28 1970-01-31 1900-04-01 2023-02-28 2024-02-29",
    ),
    (
        "add_months(fodt, -12)",
        "1995-02-28 1969-01-01 - 9998-12-31 - 1999-12-31 1998-01-31 2003-02-28 1968-12-31 1899-03-01 2022-01-31 2023-01-31",
    ),
    (
        "add_months(fodt, barn)",
        "1996-02-29 1970-03-01 0001-04-01 - - 2001-01-31 1999-01-31 2004-05-28 1969-09-30 1901-03-01 2023-02-28 2023-12-31",
    ),
    ("add_months(dato, stort)", "- - - - - - 1999-02-28 2003-03-27 - - - -"),
    (
        "add_days(dato, 1)",
        "2024-02-29 2024-03-01 2023-12-15 2023-03-01 2020-01-02 - 1999-03-01 2003-02-28 - 0001-01-02 2023-03-01 2024-02-29",
    ),
    (
        "add_days(dato, -alder)",
        "2024-02-11 2024-02-11 2023-11-14 2023-01-14 2019-10-26 - 1999-02-28 2003-03-06 9999-12-02 - 2022-10-31 2024-02-25",
    ),
    ("add_days(dato, stort)", "- - - - - - 1999-02-28 2003-02-28 - - - -"),
    // Functions of missing values.
    ("coalesce(alder, barn, 0)", "17 18 30 45 67 1 0 -7 29 18 120 3"),
    ("coalesce(barn, timer)", "0.0 2.0 3.0 2.5 -2.0 1.0 0.0 3.0 -3.0 12.0 1.0 -1.0"),
    (
        "coalesce(dato, '1.1.2000')",
        "2024-02-28 2024-02-29 2023-12-14 2023-02-28 2020-01-01 2000-01-01 1999-02-28 2003-02-27 9999-12-31 0001-01-01 2023-02-28 2024-02-28",
    ),
    (
        "coalesce(rart, -1)",
        "1e308 -1e308 -1.0 -1.0 -1.0 -1.0 1e-300 0.0 9.223372036854776e18 -9.223372036854776e18 5e-324 800.0",
    ),
    ("count_missing(alder, barn, rart, status, samtykke)", "0 0 2 3 1 3 0 0 1 0 0 0"),
    // Functions of texts.
    (
        "lower(status)",
        "\"jobb\" \"jobb\" \"\" - \"utdanning\" \"a'b\\\\c\\\"d\" \"\u{e6}\u{f8}\u{e5}\" \"\u{e6}\u{f8}\u{e5}\" \"jobbs\u{f8}ker\" \"\u{1f600}\u{df}\" \"z\" \"jobb\"",
    ),
    (
        "upper(status)",
        "\"JOBB\" \"JOBB\" \"\" - \"UTDANNING\" \"A'B\\\\C\\\"D\" \"\u{c6}\u{d8}\u{c5}\" \"\u{c6}\u{d8}\u{c5}\" \"JOBBS\u{d8}KER\" \"\u{1f600}\u{df}\" \"Z\" \"JOBB\"",
    ),
    (
        "trim(tekst)",
        "\"12\" \"-0,5\" \"+1.25\" - \"\" \"1 234\" \"12 timer\" \".5\" \"1e5\" \"NaN\" \"000000000000000001\" \"1,5,\"",
    ),
    ("starts_with(status, 'jobb')", "true false false - false false false false true false false false"),
    ("starts_with(status, '')", "true true true - true true true true true true true true"),
    ("contains(status, 'o')", "true true false - false false false false true false false false"),
    ("contains(status, '\\')", "false false false - false true false false false false false false"),
    ("contains(kommune, text(barn))", "true false false - false true true false false false true false"),
    ("length(status)", "4 4 0 - 9 7 3 3 9 2 1 4"),
    ("first(2, kommune)", "\"03\" \"11\" \"50\" - \"03\" \"46\" \"03\" \"1\" \"\" \"31\" \"03\" \"03\""),
    ("first(0, status)", "\"\" \"\" \"\" - \"\" \"\" \"\" \"\" \"\" \"\" \"\" \"\""),
    (
        "substring(status, 2, 2)",
        "\"ob\" \"ob\" \"\" - \"td\" \"'b\" \"\u{d8}\u{c5}\" \"\u{f8}\u{e5}\" \"ob\" \"\u{df}\" \"\" \"OB\"",
    ),
    ("text(alder)", "\"17\" \"18\" \"30\" \"45\" \"67\" - \"0\" \"-7\" \"29\" \"18\" \"120\" \"3\""),
    ("text(samtykke)", "\"true\" \"false\" - \"true\" \"false\" - \"true\" \"false\" - \"true\" \"true\" \"false\""),
    (
        "text(dato)",
        "\"2024-02-28\" \"2024-02-29\" \"2023-12-14\" \"2023-02-28\" \"2020-01-01\" - \"1999-02-28\" \"2003-02-27\" \"9999-12-31\" \"0001-01-01\" \"2023-02-28\" \"2024-02-28\"",
    ),
    ("text(arm)", "\"ips\" \"tau\" \"ips\" - \"tau\" \"ips\" \"tau\" \"ips\" \"tau\" \"ips\" \"tau\" \"ips\""),
    ("number(tekst)", "12.0 -0.5 1.25 - - - - 0.5 - - 1.0 -"),
    ("number(kommune) + 0", "301.0 1103.0 5001.0 - 301.0 4601.0 301.0 1.0 - 3107.0 301.0 301.0"),
    ("number(samtykke)", "1.0 0.0 - 1.0 0.0 - 1.0 0.0 - 1.0 1.0 0.0"),
    ("number(alder)", "17.0 18.0 30.0 45.0 67.0 - 0.0 -7.0 29.0 18.0 120.0 3.0"),
];

#[test]
fn every_expression_has_the_value_that_is_written_beside_it() {
    let table = table();
    let frame = table.frame();
    let mut wrong = String::new();
    for (text, expected) in VALUES {
        let typed = typed(text, &table).unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
        let found = shown(&evaluated(&typed, &frame));
        if found != *expected {
            wrong.push_str(&format!("{text}\n  expected {expected}\n  found    {found}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn operators_bind_as_documented() {
    let table = table();
    for (text, bracketed) in [
        ("1 + 2 * 3 == 7 and true or false", "(((1 + (2 * 3)) == 7) and true) or false"),
        ("2 - 3 - 4", "(2 - 3) - 4"),
        ("12 div 5 mod 2", "(12 div 5) mod 2"),
        ("-alder * 2", "(-alder) * 2"),
        ("not alder > 1 and samtykke", "(not (alder > 1)) and samtykke"),
        ("not not samtykke", "not (not samtykke)"),
        ("samtykke or trukket and alder > 1", "samtykke or (trukket and (alder > 1))"),
        ("alder + 1 in [1, 2] and samtykke", "((alder + 1) in [1, 2]) and samtykke"),
        ("alder between 1 + 1 and 2 * 3 and samtykke", "(alder between (1 + 1) and (2 * 3)) and samtykke"),
        ("not alder is missing", "not (alder is missing)"),
        ("alder + 1 is not missing", "(alder + 1) is not missing"),
        ("if samtykke or trukket then 1 else 2 + 3", "if (samtykke or trukket) then 1 else (2 + 3)"),
        ("1 + if samtykke then 1 else 2 * 3", "1 + (if samtykke then 1 else (2 * 3))"),
        ("if samtykke then 1 else if trukket then 2 else 3", "if samtykke then 1 else (if trukket then 2 else 3)"),
    ] {
        let [short, full] = [text, bracketed].map(|text| typed(text, &table).expect("typed"));
        assert_eq!(short, full, "{text}");
    }
}

#[test]
fn rows_are_kept_where_a_condition_holds_and_not_where_it_is_missing() {
    let table = table();
    let condition = super::parsed("alder < 30").expect("parsed").check_condition(&table).expect("a condition");
    let kept = table.frame().lazy().filter(condition.expr()).collect().expect("filtered");
    assert_eq!(kept.height(), 7);
    let all = super::parsed("true").expect("parsed").check_condition(&table).expect("a condition");
    assert_eq!(table.frame().lazy().filter(all.expr()).collect().expect("filtered").height(), super::HEIGHT);
}

#[test]
fn a_table_without_rows_gives_no_values() {
    let table = table();
    let frame: DataFrame = table.frame().clear();
    for (text, _) in VALUES {
        let typed = typed(text, &table).expect("typed");
        let out = frame
            .clone()
            .lazy()
            .filter(polars::prelude::lit(false))
            .with_columns([typed.expr().alias("out")])
            .collect();
        assert_eq!(out.expect("evaluated").height(), 0, "{text}");
    }
}

#[test]
fn the_type_of_a_column_is_kept() {
    let table = table();
    let kind = |text: &str| typed(text, &table).expect("typed").kind();
    assert_eq!(kind("arm"), ColumnType::Category);
    assert_eq!(kind("coalesce(arm, 'ips')"), ColumnType::Text);
    assert_eq!(kind("alder + 1"), ColumnType::Integer);
    assert_eq!(kind("alder + 1.0"), ColumnType::Number);
    assert_eq!(kind("if samtykke then 1 else 0.5"), ColumnType::Number);
    assert_eq!(kind("min(dato, '2020-01-01')"), ColumnType::Date);
}

#[test]
fn columns_are_named_once_in_order() {
    let parsed =
        super::parsed("if barn > alder then `Antall barn` else months_between(dato, fodt) + alder").expect("parsed");
    assert_eq!(parsed.columns(), ["barn", "alder", "Antall barn", "dato", "fodt"]);
}

#[test]
fn narrower_polars_types_do_as_well() {
    use polars::prelude::{DataType, NamedFrom, Series};
    let table = table();
    let small = Series::new("alder".into(), [Some(120_i64), None, Some(1)]).cast(&DataType::Int8).expect("small");
    let single = Series::new("timer".into(), [Some(0.5_f32), None, Some(f32::NAN)]);
    let time = Series::new("dato".into(), [Some(19_000_i64 * 86_400_000), None, Some(1)])
        .cast(&DataType::Datetime(polars::prelude::TimeUnit::Milliseconds, None))
        .expect("times");
    let frame = DataFrame::new(3, vec![small.into(), single.into(), time.into()]).expect("a frame");
    let value = |text: &str| shown(&evaluated(&typed(text, &table).expect("typed"), &frame));
    assert_eq!(value("alder + 100"), "220 - 101");
    assert_eq!(value("timer + 1"), "1.5 - -");
    assert_eq!(value("dato == '2022-01-08'"), "true - false");
}
