"""Answers the queries of a specification in DuckDB or PostgreSQL, and compares what utfall makes of the answers with what
it makes of the files.

    python3 tests/sql/answers.py UTFALL FOLDER file.yaml duckdb.yaml duckdb
    python3 tests/sql/answers.py UTFALL FOLDER file.yaml postgresql.yaml postgresql "host=/tmp/pg user=postgres"

The tables are the CSV files of the folder, by their names. DuckDB is the Python package `duckdb`; PostgreSQL is asked
through `psql`.
"""
import csv, io, json, math, os, re, subprocess, sys

utfall, folder, by_file, by_sql, database = sys.argv[1:6]
connection = sys.argv[6] if len(sys.argv) > 6 else ""
os.chdir(folder)
tables = {name[:-4]: name for name in os.listdir(".") if name.endswith(".csv")}


def kind(values):
    present = [value for value in values if value]
    whole = present and all(re.fullmatch(r"-?\d+", value) and not re.fullmatch(r"0\d+", value) for value in present)
    number = present and all(re.fullmatch(r"-?\d+(\.\d+)?", value) for value in present)
    dotted = present and all(re.fullmatch(r"\d\d\.\d\d\.\d{4}", value) for value in present)
    return "bigint" if whole else "double precision" if number else "date" if dotted else "text"


def statements():
    for table, name in tables.items():
        rows = list(csv.reader(open(name, encoding="utf-8"), delimiter=";"))
        head, rows = rows[0], rows[1:]
        kinds = [kind([row[at] for row in rows]) for at in range(len(head))]
        yield f"DROP TABLE IF EXISTS {table}"
        yield f"CREATE TABLE {table} ({', '.join(f'{name} {k}' for name, k in zip(head, kinds))})"
        def literal(value, k):
            if not value: return "NULL"
            if k == "date": return "DATE '" + "-".join(reversed(value.split("."))) + "'"
            return value if k in ("bigint", "double precision") else "'" + value.replace("'", "''") + "'"
        for start in range(0, len(rows), 500):
            values = ", ".join("(" + ", ".join(literal(v, k) for v, k in zip(row, kinds)) + ")" for row in rows[start:start + 500])
            yield f"INSERT INTO {table} VALUES {values}"


if database == "duckdb":
    import duckdb
    db = duckdb.connect()
    for statement in statements():
        db.execute(statement)
    def answer(sql):
        result = db.execute(sql)
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([column[0] for column in result.description])
        writer.writerows(["" if cell is None else cell for cell in row] for row in result.fetchall())
        return out.getvalue()
else:
    def psql(sql, *options):
        run = subprocess.run(["psql", connection, "-v", "ON_ERROR_STOP=1", "-q", *options], input=sql, capture_output=True, text=True)
        if run.returncode:
            sys.exit(run.stderr + sql)
        return run.stdout
    psql(";\n".join(statements()) + ";")
    def answer(sql):
        return psql(sql + ";", "--csv")

asked = 0
for turn in range(10):
    out = subprocess.run([utfall, "query", by_sql], capture_output=True, text=True)
    if out.returncode:
        sys.exit(out.stderr)
    pieces = re.findall(r"-- \d+ of \d+: save the answer, with a header, as (\S+)\n(.*?);\n\n", out.stdout, re.S)
    if not pieces:
        break
    for path, sql in pieces:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "w", encoding="utf-8").write(answer(sql))
        asked += 1


def computed(spec):
    out = subprocess.run([utfall, "compute", spec], capture_output=True, text=True)
    if out.returncode:
        sys.exit(out.stderr)
    return json.loads(out.stdout)


def compare(path, a, b, differences):
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted(set(a) | set(b)):
            compare(f"{path}/{key}", a.get(key), b.get(key), differences)
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for at, (x, y) in enumerate(zip(a, b)):
            compare(f"{path}/{at}", x, y, differences)
    elif a != b:
        differences.append((path, a, b))


differences = []
compare("", computed(by_file)["sections"], computed(by_sql)["sections"], differences)
for path, a, b in differences[:20]:
    print(f"{path}: {a!r} from files, {b!r} from {database}")
print(f"{database}: {asked} queries in {turn} rounds, {len(differences)} differences")
sys.exit(bool(differences))
