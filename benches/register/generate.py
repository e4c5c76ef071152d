"""Writes a made-up register: persons.parquet (one row a person) and months.parquet (one row a person and month).

    python generate.py FOLDER [--persons 1000000] [--months 43] [--sorted-by person|month|nothing] [--rows-per-group 1000000] [--seed 1]

The same arguments give the same values. Only pyarrow and numpy are needed.

persons.parquet   person int64 (from 10 000 001), arm text (ips, tau), service int32 (1 to 43), alder int32
months.parquet    person int64, month int32 (1 to months), status text in a dictionary (jobb, ledig, tiltak, syk, utenfor),
                  timer int32 (hours worked), lonn double (kroner)
"""

import argparse
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

STATUS = ["utenfor", "ledig", "tiltak", "syk", "jobb"]
JOB = STATUS.index("jobb")
FIRST_PERSON = 10_000_001
PERSONS_AT_ONCE = 20_000


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--months", type=int, default=43)
    parser.add_argument("--sorted-by", choices=["person", "month", "nothing"], default="person")
    parser.add_argument("--rows-per-group", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def histories(generator, arm, months):
    """One row a person, one column a month: codes of STATUS, hours and wages.

    A person keeps the status of the month before with probability 0.85; the chance of work rises with time, and faster
    with ips.
    """
    persons = len(arm)
    status = np.empty((persons, months), dtype=np.int8)
    status[:, 0] = generator.integers(0, JOB, persons)
    towards_work = np.where(arm == 0, 0.40, 0.28)
    for month in range(1, months):
        moves = generator.random(persons) < 0.15
        to_work = generator.random(persons) < towards_work * (0.5 + 0.5 * month / months)
        elsewhere = generator.integers(0, JOB, persons)
        status[:, month] = np.where(moves, np.where(to_work, JOB, elsewhere), status[:, month - 1])
    works = status == JOB
    hours = np.where(works, generator.choice([37, 75, 112, 150, 162], size=(persons, months)), 0).astype(np.int32)
    wages = np.where(works, hours * generator.integers(180, 320, size=(persons, months)), 0).astype(np.float64)
    return status, hours, wages


def table(person, month, status, hours, wages):
    codes = pa.DictionaryArray.from_arrays(pa.array(status.ravel(), pa.int8()), pa.array(STATUS))
    columns = [pa.array(person), pa.array(month), codes, pa.array(hours.ravel()), pa.array(wages.ravel())]
    return pa.table(columns, names=["person", "month", "status", "timer", "lonn"])


def main():
    given = arguments()
    given.folder.mkdir(parents=True, exist_ok=True)
    generator = np.random.Generator(np.random.PCG64(given.seed))
    arm = generator.integers(0, 2, given.persons).astype(np.int8)
    service = generator.integers(1, 44, given.persons).astype(np.int32)
    age = generator.integers(18, 67, given.persons).astype(np.int32)
    person = np.arange(FIRST_PERSON, FIRST_PERSON + given.persons, dtype=np.int64)
    arms = pa.DictionaryArray.from_arrays(pa.array(arm), pa.array(["ips", "tau"])).cast(pa.string())
    persons = pa.table([pa.array(person), arms, pa.array(service), pa.array(age)], names=["person", "arm", "service", "alder"])
    pq.write_table(persons, given.folder / "persons.parquet")

    month = np.arange(1, given.months + 1, dtype=np.int32)
    parts = []
    writer = None
    waiting = []
    for start in range(0, given.persons, PERSONS_AT_ONCE):
        end = min(start + PERSONS_AT_ONCE, given.persons)
        status, hours, wages = histories(generator, arm[start:end], given.months)
        if given.sorted_by != "person":
            parts.append((status, hours, wages))
            continue
        rows = table(np.repeat(person[start:end], given.months), np.tile(month, end - start), status, hours, wages)
        writer = writer or pq.ParquetWriter(given.folder / "months.parquet", rows.schema)
        waiting.append(rows)
        if sum(part.num_rows for part in waiting) >= 4 * given.rows_per_group or end == given.persons:
            joined = pa.concat_tables(waiting)
            whole = joined.num_rows if end == given.persons else joined.num_rows // given.rows_per_group * given.rows_per_group
            writer.write_table(joined.slice(0, whole), row_group_size=given.rows_per_group)
            waiting = [joined.slice(whole)]
    if given.sorted_by != "person":
        status, hours, wages = (np.concatenate([part[column] for part in parts]) for column in range(3))
        if given.sorted_by == "month":
            pieces = (
                table(person, np.full(given.persons, month[at], np.int32), status[:, at], hours[:, at], wages[:, at])
                for at in range(given.months)
            )
        else:
            order = generator.permutation(given.persons * given.months)
            pieces = (
                table(
                    person[rows // given.months],
                    month[rows % given.months],
                    status.ravel()[rows],
                    hours.ravel()[rows],
                    wages.ravel()[rows],
                )
                for rows in np.array_split(order, max(1, len(order) // given.rows_per_group))
            )
        for rows in pieces:
            writer = writer or pq.ParquetWriter(given.folder / "months.parquet", rows.schema)
            writer.write_table(rows, row_group_size=given.rows_per_group)
    writer.close()


main()
