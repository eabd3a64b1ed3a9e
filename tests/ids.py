"""The ids of what a session tool has to withstand, and why some of it has no test here.

D durability, R order and recovery, L load, N networks and phones, S security, T text, P privacy,
A accessibility, O operations. A test carries its ids in its name: `test_d7_…`, `test_d20_p3_…`.
"""

FAMILIES = {"D": 20, "R": 16, "L": 15, "N": 16, "S": 27, "T": 6, "P": 10, "A": 13, "O": 5}
IDS = tuple(f"{family}{number}" for family, count in FAMILIES.items() for number in range(1, count + 1))

# What has no test of its own name. `docs/guarantees.md` prints these words.
NOT_RUN = {
    "S25": "not claimed: an audit of what it depends on asks services on the internet",
}
