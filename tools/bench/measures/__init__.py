"""The measures, in modules by what they are about; `bench.measure` finds them all."""
