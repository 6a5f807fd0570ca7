"""How fast the library is, as multiples of what cannot be avoided.

Every figure is a ratio of two that were taken in one run, turn by turn: a time by itself
would say more of the machine than of the library. `python -m bench` runs it.

A measure is one function in a module of `bench.measures`, which finds it by itself::

    @measure("JSON to objects", sizes=(10, 1_000), targets=[Target("mlinterview", 2.0)])
    def json_to_objects(sample: Sample) -> Calls:
        written = sample.written("json")
        return {
            "orjson.loads": lambda: orjson.loads(written),
            "mlinterview": lambda: mlinterview.loads(written, "json"),
        }

The first call is what the others are measured by. Each measure runs in a process of its
own for each size, so that none pays for what another keeps.
"""
