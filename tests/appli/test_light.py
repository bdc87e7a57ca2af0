"""Parts of the page as text: the same words and attributes, nothing that could be called back, nothing that could do harm."""

from dash import dcc, html

from appli.light import light


def test_what_nobody_calls_back_is_text() -> None:
    card = html.Section([html.H2("Titre", className="heading-2"), html.P(["a ", html.Strong(3)])], className="card")
    drawn = light(card)
    assert (drawn.className, drawn.children) == ("card", None)
    assert getattr(drawn, "data-html") == "<h2 class='heading-2'>Titre</h2><p>a <strong>3</strong></p>"


def test_words_alone_stay_as_they_are() -> None:
    assert light(html.P("seul")).children == "seul"
    assert light("seul") == "seul"


def test_what_may_be_called_back_stays_a_component() -> None:
    button, chart = html.Button("ouvrir", id="open"), dcc.Graph(figure={})
    drawn = light(html.Div([html.P([html.Em("avant")]), html.Div(button), chart]))
    said, around, kept = drawn.children
    assert getattr(said, "data-html") == "<em>avant</em>"
    assert around.children is button
    assert kept is chart


def test_what_a_call_fills_keeps_its_content_apart() -> None:
    drawn = light(html.Div(html.P(["bientôt", html.Br()]), id="place"))
    assert not hasattr(drawn, "data-html")
    assert getattr(drawn.children, "data-html") == "bientôt<br>"


def test_nothing_that_is_said_becomes_markup() -> None:
    drawn = light(html.Div(html.P("<script>1 < 2 & 'x'</script>", title="'><b>&")))
    assert getattr(drawn, "data-html") == "<p title='&#39;><b>&amp;'>&lt;script&gt;1 &lt; 2 &amp; 'x'&lt;/script&gt;</p>"


def test_attributes_are_those_of_html() -> None:
    bar = html.Span(className="bar", style={"--share": "3%", "marginTop": "1px"}, tabIndex="0", hidden=False, **{"aria-hidden": "true"})
    fold = html.Details([html.Summary("plus"), bar, html.Img(src="/a.svg", alt="")], open=True)
    inside = "<span class='bar' style='--share:3%;margin-top:1px' tabindex='0' aria-hidden='true'></span><img alt='' src='/a.svg'>"
    assert getattr(light(html.Div(fold)), "data-html") == f"<details open=''><summary>plus</summary>{inside}</details>"


def test_children_that_are_nothing_are_left_out() -> None:
    assert getattr(light(html.Div([None, html.P("a"), None])), "data-html") == "<p>a</p>"
