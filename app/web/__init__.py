"""The doors: who is asking, what the words on the wire mean, and which page or file goes out."""
