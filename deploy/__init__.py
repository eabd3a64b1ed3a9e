"""What starts, watches and stands in front of a server, and what is packed for computers without Python."""
