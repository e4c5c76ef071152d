"""The benchmark's question, by hand in DuckDB: python by_hand_duckdb.py FOLDER

Shares in work by month and arm; months in work and first month in work of every person, and their means by arm. Rows out
of work answer nothing here, so they are dropped before anything is joined or grouped.
"""

import sys

import duckdb

folder = sys.argv[1]
connection = duckdb.connect()
connection.execute(
    f"""
    CREATE VIEW persons AS SELECT person, arm FROM '{folder}/persons.parquet';
    CREATE VIEW works AS SELECT person, month FROM '{folder}/months.parquet'
    WHERE status = 'jobb' AND month BETWEEN 1 AND 43;
    """
)
shares = connection.execute(
    """
    SELECT arm, month, count(*) / any_value(n) AS share
    FROM works JOIN persons USING (person) JOIN (SELECT arm, count(*) AS n FROM persons GROUP BY arm) USING (arm)
    GROUP BY arm, month ORDER BY arm, month
    """
).fetchall()
people = connection.execute(
    """
    SELECT arm, count(*), avg(coalesce(months_in, 0)), avg((first IS NOT NULL)::INT), avg(first)
    FROM persons
    LEFT JOIN (SELECT person, count(*) AS months_in, min(month) AS first FROM works GROUP BY person) USING (person)
    GROUP BY arm ORDER BY arm
    """
).fetchall()
print([row for row in shares if row[1] in (12, 43)])
print(people)
