"""A believable office for trying out: people, file plan, and the lives of sixty documents."""
