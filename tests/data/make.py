"""Writes the test files beside it, each with other software than utfall.

    python3 -m venv venv && venv/bin/pip install pandas pyarrow polars pyreadstat openpyxl
    apt-get install libreoffice-calc pspp gcc
    venv/bin/python tests/data/make.py [folder of the pyreadstat source distribution]

The six persons are the same in every file, as far as its format has what they need. `people.sas7bdat` is not written here:
it is `tests/fixtures/people_nonascii.sas7bdat` of the crate sas7bdat 0.9.3 (MIT licence), a synthetic table that SAS wrote.
`review.rm5` is written by hand: RevMan 5 is no longer given out, and published reviews may not be copied.
With the source distribution of pyreadstat, which holds ReadStat's C sources (MIT licence), `persons.sas7bdat` is written.
"""

import datetime as dt
import pathlib
import shutil
import subprocess
import sys
import tempfile

import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pyreadstat

HERE = pathlib.Path(__file__).parent

persons = pd.DataFrame(
    {
        "person": [1, 2, 3, 4, 5, 6],
        "kommune": ["0301", "5001", "1103", "4601", "0301", "3103"],
        "kjønn": [1, 2, 2, 1, 2, 1],
        "alder": [23, 31, 45, None, 52, 67],
        "lønn": [350000.5, 1234567.25, None, 0.0, 412000.0, -12.5],
        "født": [dt.date(2000, 2, 29), dt.date(1992, 5, 17), dt.date(1978, 12, 31), None, dt.date(1971, 1, 1), dt.date(1956, 7, 4)],
        "hads": [0.0, 3.0, 97.0, 98.0, 2.0, None],
        "svar": ["blåbær", "rødgrønn; og «gul»", "", "Ærlig, Øystein?", "på\nto linjer", "æøå ÆØÅ"],
    }
)
labels = {"kjønn": "Kjønn", "lønn": "Årslønn i kroner", "født": "Fødselsdato", "hads": "Følte seg nedfor"}
codes = {"kjønn": {1: "Mann", 2: "Kvinne på 18 år og over"}, "hads": {0: "Aldri", 3: "Støtt", 97: "Vet ikke", 98: "Ønsker ikke å svare"}}


def spss():
    frame = persons.assign(kode=["a", "b", "-", "a", "x", "b"], høyde=[170.0, -1.0, -9.0, 181.5, 165.0, 190.0])
    frame["tid"] = [dt.datetime(2023, 12, 14, 10, 30), None, dt.datetime(2023, 1, 1), dt.datetime(1950, 6, 1, 23, 59, 59), None, None]
    how = dict(
        column_labels={**labels, "kode": "Kode", "høyde": "Høyde"},
        variable_value_labels={**codes, "kode": {"a": "Første", "-": "Ikke på lista"}, "høyde": {-9: "Nektet å svare"}},
        missing_ranges={"hads": [97, 98], "kode": ["-", "x"], "høyde": [{"lo": -9, "hi": -1}]},
        variable_format={"alder": "F3.0"},
    )
    pyreadstat.write_sav(frame, str(HERE / "persons.sav"), **how)
    pyreadstat.write_sav(frame, str(HERE / "persons.zsav"), compress=True, **how)
    pyreadstat.write_sav(frame, str(HERE / "persons_rows.sav"), row_compress=True, **how)
    pyreadstat.write_sav(frame.head(0), str(HERE / "no_rows.sav"), column_labels=labels)


def pspp():
    """A file in Windows-1252, which pyreadstat does not write; and one of long texts."""
    syntax = """
SET LOCALE='windows-1252'.
DATA LIST LIST /navn (A20) alder (F3.0) når (EDATE10).
BEGIN DATA
"blåbær" 23 29.02.2000
"Ærlig Øystein" 99 17.05.1950
"-" 45 01.01.1583
END DATA.
VARIABLE LABELS navn 'Navn på person' alder 'Alder (år)' når 'Når født'.
VALUE LABELS alder 99 'Ønsker ikke å svare' 23 'Tjueåtte, nå'.
MISSING VALUES alder (90 THRU HIGHEST) navn ('-').
SAVE OUTFILE='{out}' /UNCOMPRESSED.
"""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "a.sps"
        file.write_bytes(syntax.format(out=HERE / "code_page.sav").encode())
        subprocess.run(["pspp", "--syntax-encoding=UTF-8", "-O", "format=txt", "-o", f"{folder}/out.txt", file], check=True, env={"LC_ALL": "C.UTF-8"})


def stata():
    frame = persons.rename(columns={"kjønn": "kjonn", "lønn": "lonn", "født": "fodt"}).drop(columns=["hads"])
    frame["fodt"] = pd.to_datetime(frame["fodt"])
    frame["tid"] = pd.to_datetime(["2023-12-14 10:30", None, "2023-01-01", "1950-06-01 23:59:59", None, None], format="mixed")
    frame["maned"] = pd.to_datetime(["2023-12-01", None, "2023-01-01", "1950-06-01", "1960-01-01", None])
    frame["svar"] = frame["svar"].str.replace("\n", " ")
    frame["kjonn"] = pd.Categorical.from_codes(frame["kjonn"] - 1, ["Mann", "Kvinne på 18 år og over"])
    names = {"lonn": "Årslønn i kroner", "fodt": "Fødselsdato", "svar": "Svar på spørsmål"}
    dates = {"fodt": "td", "tid": "tc", "maned": "tm"}
    for version in (114, 117, 118, 119):
        text = ["svar"] if version >= 117 else None
        unicode = frame if version < 118 else frame.rename(columns={"kjonn": "kjønn", "lonn": "lønn", "fodt": "født"})
        wide = {new: old for old, new in zip(frame.columns, unicode.columns)}
        unicode.to_stata(
            HERE / f"persons_{version}.dta",
            version=version,
            write_index=False,
            convert_dates={new: dates[old] for new, old in wide.items() if old in dates},
            variable_labels={new: names[old] for new, old in wide.items() if old in names},
            convert_strl=text if version >= 117 else None,
            time_stamp=dt.datetime(2024, 1, 1),
        )
    # Missing values with a letter, written by ReadStat in every version that it knows.
    missing = pd.DataFrame({"hads": [0.0, 3.0, "a", "b", 2.0, None], "alder": [23, 31, 45, None, 52, 67], "svar": ["å", "ø", "æ", "", "x", "y"]})
    for version in (8, 10, 12, 13, 14, 15):
        pyreadstat.write_dta(
            missing,
            str(HERE / f"missing_{version}.dta"),
            version=version,
            column_labels={"hads": "Følte seg nedfor"},
            missing_user_values={"hads": ["a", "b"]},
            variable_value_labels={"hads": {0: "Aldri", 3: "Støtt", "a": "Vet ikke"}},
        )


def columnar():
    frame = pl.DataFrame(
        {
            "person": pl.Series([1, 2, 3], dtype=pl.UInt64),
            "kommune": ["0301", None, "blåbær"],
            "fylke": pl.Series(["Oslo", "Trøndelag", "Oslo"], dtype=pl.Categorical),
            "int8": pl.Series([1, -2, None], dtype=pl.Int8),
            "float32": pl.Series([0.5, float("nan"), None], dtype=pl.Float32),
            "lønn": [1.25, 2.5, None],
            "jobb": [True, None, False],
            "født": [dt.date(2000, 2, 29), None, dt.date(1956, 7, 4)],
            "midnatt": [dt.datetime(2023, 1, 1), dt.datetime(1950, 6, 1), None],
            "tid": [dt.datetime(2023, 12, 14, 10, 30), None, dt.datetime(1950, 6, 1, 23, 59, 59, 500000)],
            "klokke": [dt.time(10, 30), None, dt.time(0, 0)],
            "beløp": pl.Series(["12.50", None, "-3.25"]).str.to_decimal(scale=2),
            "liste": [[1, 2], [], None],
            "par": [{"a": 1}, {"a": 2}, None],
            "uendelig": [1.0, float("inf"), 2.0],
        }
    )
    frame.write_parquet(HERE / "types.parquet", compression="zstd")
    table = frame.to_arrow().replace_schema_metadata(None)
    table = table.append_column("sone", pa.array([dt.datetime(2023, 1, 1), None, None], pa.timestamp("us", tz="Europe/Oslo")))
    table = table.append_column("varighet", pa.array([1, None, 3], pa.duration("s")))
    table = table.append_column("tomt", pa.nulls(3))
    table = table.append_column("bytes", pa.array([b"a", None, b"c"]))
    # As other software writes them: plain strings, and dictionaries of them.
    plain = [(name, pa.string() if pa.types.is_large_string(t := table.schema.field(name).type) or str(t) == "string_view" else t) for name in table.column_names]
    table = table.cast(pa.schema(plain))
    pq.write_table(table, HERE / "types_pyarrow.parquet", compression="snappy", row_group_size=2)
    # Other encodings, on pages of the second version.
    flat = table.select(["person", "kommune", "int8", "lønn", "jobb", "født", "tid"])
    encodings = {"person": "DELTA_BINARY_PACKED", "kommune": "DELTA_BYTE_ARRAY", "int8": "DELTA_BINARY_PACKED", "lønn": "BYTE_STREAM_SPLIT", "født": "DELTA_BINARY_PACKED"}
    pq.write_table(flat, HERE / "encodings.parquet", compression="none", use_dictionary=False, column_encoding=encodings, data_page_version="2.0")
    feather.write_feather(table, str(HERE / "types.arrow"), compression="uncompressed")
    feather.write_feather(table, str(HERE / "types_lz4.feather"), compression="lz4")
    with pa.OSFile(str(HERE / "types.arrows"), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=2)
    persons.assign(født=pd.to_datetime(persons["født"])).to_parquet(HERE / "persons_pandas.parquet")


def text():
    frame = persons.drop(columns=["hads"]).assign(født=[None if d is None else d.isoformat() for d in persons["født"]])
    frame.to_csv(HERE / "persons_utf8.csv", index=False)
    frame.to_csv(HERE / "persons_bom.tsv", index=False, sep="\t", encoding="utf-8-sig", lineterminator="\r\n")
    frame.to_csv(HERE / "persons_utf16.txt", index=False, sep="\t", encoding="utf-16", lineterminator="\r\n")


def workbooks():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Forklaring"
    sheet["A1"] = "Personene står på neste ark"
    sheet = book.create_sheet("Ark1")
    names = list(persons.columns) + ["jobb", "tid", "klokke", "blandet", "prosent"]
    sheet["B2"] = "Personer i undersøkelsen"
    for column, name in enumerate(names, 2):
        sheet.cell(3, column, name)
    extra = [[True, dt.datetime(2023, 12, 14, 10, 30), dt.time(10, 30), 97, 0.25], [False, dt.datetime(2023, 1, 1), None, "vet ikke", 0.5], [None, None, None, None, None]] + [[True, None, None, 3.5, 1.0]] * 3
    for row, (person, more) in enumerate(zip(persons.itertuples(index=False), extra), 4):
        for column, value in enumerate(list(person) + more, 2):
            sheet.cell(row, column, None if pd.isna(value) or value == "" else value)
    sheet = book.create_sheet("Feil")
    for row in (["a", "b"], [1, "=1/0"], [2, "#N/A"], [3, 4]):
        sheet.append(row)
    sheet = book.create_sheet("Uregnet")
    for row in (["a", "b"], [1, "=A2*2"]):
        sheet.append(row)
    sheet = book.create_sheet("Sammen")
    for row in (["gruppe", None, "n"], ["a", "b", 1], ["c", "d", 2]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    book.create_sheet("Tomt")
    book.save(HERE / "persons.xlsx")
    with tempfile.TemporaryDirectory() as folder:
        calc = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to"]
        quiet = dict(check=True, stdout=subprocess.DEVNULL)
        for kind in ("ods", "xls"):
            subprocess.run([*calc, kind, "--outdir", folder, HERE / "persons.xlsx"], **quiet)
            shutil.copy(f"{folder}/persons.{kind}", HERE / f"persons.{kind}")
        # Computed and saved by LibreOffice, as a workbook and as the text that Norwegian Excel writes.
        subprocess.run([*calc, "xlsx:Calc MS Excel 2007 XML", "--outdir", folder, HERE / "persons.ods"], **quiet)
        shutil.copy(f"{folder}/persons.xlsx", HERE / "persons_libreoffice.xlsx")
        alone = openpyxl.Workbook()
        for row in [list(persons.columns), *persons.itertuples(index=False)]:
            alone.active.append([None if not isinstance(v, str) and pd.isna(v) or v == "" else v for v in row])
        for row in alone.active.iter_rows(min_row=2):
            row[4].number_format = "#,##0.00"
            row[5].number_format = "DD.MM.YYYY"
        alone.save(f"{folder}/norsk.xlsx")
        # Semicolons, quotes where needed, Windows-1252, as shown in Norwegian: decimal comma, thousands parted by spaces.
        filters = 'csv:Text - txt - csv (StarCalc):59,34,ANSI,1,,1044,false,true,true'
        subprocess.run([*calc, filters, "--outdir", folder, f"{folder}/norsk.xlsx"], **quiet, env={"LC_ALL": "nb_NO.UTF-8", "HOME": folder, "PATH": "/usr/bin:/bin"})
        shutil.copy(f"{folder}/norsk.csv", HERE / "persons_1252.csv")


def sas(source):
    with tempfile.TemporaryDirectory() as folder:
        sources = [str(path) for path in (source / "src").rglob("readstat*.c")] + [str(source / "src" / "CKHashTable.c")]
        sources += [str(path) for path in (source / "src").rglob("*.c") if "ieee" in path.name]
        command = ["cc", "-O1", "-w", f"-I{source}/src", "-o", f"{folder}/make_sas", str(HERE / "make_sas.c"), *dict.fromkeys(sources), "-lz", "-lm"]
        subprocess.run(command, check=True)
        subprocess.run([f"{folder}/make_sas", HERE / "persons.sas7bdat"], check=True)


if __name__ == "__main__":
    spss()
    pspp()
    stata()
    columnar()
    text()
    workbooks()
    if len(sys.argv) > 1:
        sas(pathlib.Path(sys.argv[1]))
