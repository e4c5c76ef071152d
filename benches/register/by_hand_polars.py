"""The benchmark's question, by hand in polars: python by_hand_polars.py FOLDER

Shares in work by month and arm; months in work and first month in work of every person, and their means by arm. Rows out
of work answer nothing here, so they are dropped before anything is joined or grouped.
"""

import sys
from pathlib import Path

import polars as pl

folder = Path(sys.argv[1])
persons = pl.scan_parquet(folder / "persons.parquet").select("person", "arm")
works = (
    pl.scan_parquet(folder / "months.parquet")
    .filter((pl.col("status") == "jobb") & pl.col("month").is_between(1, 43))
    .select("person", "month")
)
totals = persons.group_by("arm").agg(n=pl.len())
shares = (
    works.join(persons, on="person")
    .group_by("arm", "month")
    .agg(in_work=pl.len())
    .join(totals, on="arm")
    .with_columns(share=pl.col("in_work") / pl.col("n"))
    .sort("arm", "month")
)
of_person = works.group_by("person").agg(months_in=pl.len(), first=pl.col("month").min())
people = (
    persons.join(of_person, on="person", how="left")
    .group_by("arm")
    .agg(
        n=pl.len(),
        months_in=pl.col("months_in").fill_null(0).mean(),
        ever=pl.col("first").is_not_null().mean(),
        first=pl.col("first").mean(),
    )
    .sort("arm")
)
shares, people = pl.collect_all([shares, people], engine="streaming")
print(shares.filter(pl.col("month").is_in([12, 43])))
print(people)
