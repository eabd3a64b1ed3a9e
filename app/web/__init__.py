"""HTTP and WebSocket: authentication, rate limits, the wire format, pages and files."""
