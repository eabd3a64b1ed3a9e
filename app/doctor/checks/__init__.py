"""The checks: each reads something of this computer, and says what it has found."""
