"""Counts the benchmark's segments in DuckDB, one per line asked: `duckdb_count.py FILE.csv`.

Reads the followers once, then answers each line on standard input (a WHERE clause) with `count milliseconds`; the time
is that of the query alone, measured here.
"""

import sys
import time

import duckdb

TABLE = """
CREATE TABLE followers AS SELECT * FROM read_csv(?, header = false, columns = {
    'following': 'BOOLEAN', 'tester': 'BOOLEAN', 'ward': 'UTINYINT', 'age': 'UTINYINT', 'topics': 'UTINYINT'})
"""


def main() -> None:
    connection = duckdb.connect()
    connection.execute(TABLE, [sys.argv[1]])
    print("ready", flush=True)
    for where in sys.stdin:
        begun = time.perf_counter()
        (count,) = connection.execute(
            f"SELECT count(*) FROM followers WHERE following AND {where}"
        ).fetchone()
        print(count, (time.perf_counter() - begun) * 1e3, flush=True)


main()
