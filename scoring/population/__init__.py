"""A synthetic population: :func:`fit.fit` makes aggregates of the real tables, :func:`sample.sample` draws clients from them."""
