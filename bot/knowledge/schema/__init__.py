"""What each kind of knowledge file may hold."""
