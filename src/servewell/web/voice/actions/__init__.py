"""What customers send, and what people of the company do with survey links."""
