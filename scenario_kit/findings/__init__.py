"""What can be wrong and where: rules, problems, findings; secrets masked, texts made printable."""
