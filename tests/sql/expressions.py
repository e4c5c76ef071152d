#!/usr/bin/env python3
"""Runs the SQL that utfall writes for expressions in DuckDB and PostgreSQL, and compares with utfall's own values.

    python3 -m venv /tmp/sql && /tmp/sql/bin/pip install duckdb 'psycopg[binary]'
    /tmp/sql/bin/python tests/sql/expressions.py [FILE.json …] [--only duckdb|postgresql]

Without a file, tests/sql/expressions.json. PostgreSQL (Debian: apt-get install postgresql) is started for the occasion, as an
unprivileged user, on a socket in a temporary folder. Its alphabet is Norwegian and its dates are German, so that nothing
rests on the defaults.
"""

import argparse
import contextlib
import datetime
import glob
import json
import math
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TYPES = {
    "duckdb": {"boolean": "BOOLEAN", "integer": "BIGINT", "number": "DOUBLE", "text": "VARCHAR", "date": "DATE"},
    "postgresql": {"boolean": "boolean", "integer": "bigint", "number": "double precision", "text": "text", "date": "date"},
}


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def value_in(kind, value):
    if value is None:
        return None
    if kind == "date":
        return datetime.date.fromisoformat(value)
    return float(value) if kind == "number" else value


def create(execute, columns, types):
    declared = ", ".join(f"{quoted(name)} {types[column['type'].replace('category', 'text')]}" for name, column in columns.items())
    execute(f"CREATE TABLE t (row_number integer, {declared})")
    for row in range(len(next(iter(columns.values()))["values"])):
        yield [row] + [value_in(column["type"], column["values"][row]) for column in columns.values()]


def same(kind, found, expected, approximate):
    """Numbers bit for bit, but for logarithms, of which every database has its own."""
    if found is None or expected is None:
        return found is expected
    if kind == "number":
        return isinstance(found, (int, float)) and (
            found == expected or approximate and math.isclose(found, expected, rel_tol=1e-13, abs_tol=1e-13)
        )
    if kind == "date":
        return isinstance(found, datetime.date) and found.isoformat() == expected
    if kind == "integer":
        return isinstance(found, int) and found == expected
    return type(found) is type(expected) and found == expected


def compare(name, query, stops, expressions):
    """`query` gives the values of a piece of SQL; `stops` tells that an error is one that the documentation allows."""
    wrong = stopped = compared = 0
    for one in expressions:
        text, kind, sql = one["expression"], one["type"], one[name]
        approximate = "ln(" in text or "exp(" in text
        if approximate and kind != "number":
            continue
        for row, expected in enumerate(one["values"]) if stops else [(None, one["values"])]:
            try:
                found = query(sql, row)
            except Exception as error:  # whatever a driver raises
                if stops and stops(error):
                    stopped += 1
                    continue
                wrong += 1
                print(f"{name}: {text}\n  {sql[:600]}\n  {str(error).strip()[:400]}")
                break
            pairs = zip(found, expected if row is None else [expected], strict=True)
            if all(same(kind, a, b, approximate) for a, b in pairs):
                compared += len(found)
                continue
            wrong += 1
            print(f"{name}: {text}, row {row}\n  {sql[:600]}\n  expected {expected}\n  found    {found}")
            break
    print(f"{name}: {len(expressions)} expressions, {compared} values the same, {wrong} wrong, {stopped} stopped as documented")
    return wrong


def duckdb_(files):
    import duckdb

    wrong = 0
    for file in files:
        connection = duckdb.connect()
        rows = list(create(connection.execute, file["columns"], TYPES["duckdb"]))
        connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(rows[0]))})", rows)

        def query(sql, _):
            return [row[0] for row in connection.execute(f"SELECT {sql} FROM t ORDER BY row_number").fetchall()]

        wrong += compare("duckdb", query, None, file["expressions"])
    return wrong


@contextlib.contextmanager
def server():
    """A PostgreSQL server that nobody else can reach, for as long as it is needed."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    initdb = Path(found[-1] if found else shutil.which("initdb") or sys.exit("PostgreSQL is not installed"))
    folder = tempfile.mkdtemp(prefix="utfall-sql-")
    user = pwd.getpwnam("postgres" if found else "nobody") if os.geteuid() == 0 else None
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}

    def run(*command):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, **as_user)
        if done.returncode:
            sys.exit(f"{command[0]}: {done.stdout}{done.stderr}")

    data = f"{folder}/data"
    run(initdb, "-D", data, "-E", "UTF8", "-U", "utfall", "-A", "trust", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=nb-NO")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c datestyle=German"
    try:
        run(initdb.with_name("pg_ctl"), "-D", data, "-l", f"{folder}/log", "-o", options, "-w", "start")
        yield folder
    finally:
        subprocess.run([initdb.with_name("pg_ctl"), "-D", data, "-m", "immediate", "stop"], cwd=folder, capture_output=True, **as_user)
        shutil.rmtree(folder, ignore_errors=True)


def postgresql(files):
    import psycopg

    wrong = 0
    with server() as folder:
        for file in files:
            with psycopg.connect(host=folder, user="utfall", dbname="postgres", autocommit=True) as connection:
                connection.execute("DROP TABLE IF EXISTS t")
                # German dates as text are for people; the driver wants to read them.
                connection.execute("SET datestyle = 'ISO'")
                rows = list(create(connection.execute, file["columns"], TYPES["postgresql"]))
                with connection.cursor() as cursor:
                    cursor.executemany(f"INSERT INTO t VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)

                def query(sql, row):
                    statement = f"SELECT {sql} FROM t WHERE row_number = {row}"
                    return [one[0] for one in connection.execute(statement.encode()).fetchall()]

                def stops(error):
                    return "value out of range" in str(error)

                wrong += compare("postgresql", query, stops, file["expressions"])
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", default=[Path(__file__).with_name("expressions.json")])
    parser.add_argument("--only", choices=["duckdb", "postgresql"])
    arguments = parser.parse_args()
    files = [json.loads(Path(file).read_text()) for file in arguments.files]
    wrong = 0
    for name, run in {"duckdb": duckdb_, "postgresql": postgresql}.items():
        if arguments.only in (None, name):
            wrong += run(files)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
