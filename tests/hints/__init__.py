"""Tests of the bus of hints, on real servers of PostgreSQL and NATS."""
