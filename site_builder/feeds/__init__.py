"""What machines read: JSON Feed, Atom, sitemaps, robots.txt. Described in docs/feeds.md."""
