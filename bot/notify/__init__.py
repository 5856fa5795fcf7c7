"""What Clausette does by itself: reminders and their like, e-mail, the weekly digest."""
