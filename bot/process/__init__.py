"""What any process of ours needs: settings, logs, an HTTP server, health, metrics."""
