"""Finding names in a text: what may be a place's name, where it stands, and how sure one is."""
