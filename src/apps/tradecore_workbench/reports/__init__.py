"""What a finished run has to show, made again from its folder: the same view models that its report was made of."""
