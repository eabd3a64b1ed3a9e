"""Server processes: what one opens and listens on, its logging, and the supervisor that starts them again."""
