"""Controls for mouse and keyboard, and beside them a picture and what there is to say about it."""

from collections.abc import Callable
from typing import Any

try:
    import ipywidgets as widgets
except ModuleNotFoundError:  # in a browser that has none; the still picture says the same
    widgets = None
Box = widgets.HBox if widgets else object


class Explorer(Box):
    """``draw`` takes the controls' values, by name, as buttons do; these return those that change."""

    def __init__(self, draw: Callable, controls: dict[str, "Control"], buttons: dict[str, Callable]):
        self.draw, self.controls = draw, controls
        self.picture, self.reading = widgets.HTML(), widgets.HTML(layout=widgets.Layout(max_width="38em"))
        self.buttons = [widgets.Button(description=name, layout=widgets.Layout(width="auto")) for name in buttons]
        for button, action in zip(self.buttons, buttons.values(), strict=True):
            button.on_click(lambda _, action=action: self.move(action))
        left = widgets.VBox([*controls.values(), *self.buttons, self.picture], layout={"margin": "0 2em 0 0"})
        super().__init__([left, self.reading], layout=widgets.Layout(flex_flow="row wrap"))
        for control in controls.values():
            control.slider.observe(self.update, names="value")
        self.update()

    def values(self) -> dict[str, Any]:
        return {name: control.slider.value for name, control in self.controls.items()}

    def update(self, _=None) -> None:
        picture, self.reading.value = self.draw(**self.values())
        self.picture.value = picture._repr_html_()

    def move(self, action: Callable) -> None:
        for name, value in action(**self.values()).items():
            self.controls[name].slider.value = value
        self.update()


class Control(Box):
    """A slider for the mouse and a field for the keyboard, with the label; for True or False, one box to tick."""

    def __init__(self, name: str, value: float, low: float = 0, high: float = 1, step: float = 0.1):
        if isinstance(value, bool):
            self.slider = self.field = widgets.Checkbox(value=value, description=name, indent=False)
            return super().__init__([self.field])
        whole = isinstance(value, int)
        bounds = {"value": value, "min": low, "max": high, "step": 1 if whole else step}
        slider, field = (widgets.IntSlider, widgets.BoundedIntText) if whole \
            else (widgets.FloatSlider, widgets.BoundedFloatText)
        self.slider = slider(**bounds, readout=False, layout=widgets.Layout(width="12em"))
        self.field = field(**bounds, description=name, layout=widgets.Layout(width="12em"))
        widgets.link((self.slider, "max"), (self.field, "max"))
        # Steps of 0.1 add up to 1.2000000000000002, which is not for reading.
        widgets.link((self.slider, "value"), (self.field, "value"), transform=(lambda value: round(value, 2),) * 2)
        super().__init__([self.field, self.slider])


def explore(draw: Callable, buttons: dict[str, Callable] | None = None, **arguments):
    """``draw`` with a control for each argument: (start, lowest, highest, step), or True or False for a box to tick."""
    if widgets is None:
        return print("Sliders need ipywidgets, which is not here. The picture beside this cell says the same.")
    controls = {name: Control(name.replace("_", " "), *(start if isinstance(start, tuple) else (start,)))
                for name, start in arguments.items()}
    return Explorer(draw, controls, buttons or {})
