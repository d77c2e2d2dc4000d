//! Everything that stands around the stage in a laboratory of its own: it comes with the laboratory, and not where a lesson,
//! another page or the start page puts something else around the stage.

use super::layout::Room;
use crate::render::capitalised;
use crate::session::scene::Scene;
use crate::web::chosen::Pane;
use crate::web::kept::kept;
use crate::web::panels::events::Events;
use crate::web::panels::inspector::Inspector;
use crate::web::panels::why::switch;
use crate::web::state::LabState;
use crate::web::widgets::top::top;
use std::rc::Rc;
use yew::prelude::*;

/// Draws all of it.
pub fn whole(room: &Room) -> Html {
    room.whole()
}

impl Room<'_> {
    fn whole(&self) -> Html {
        html! {
            <>
                { top(self.state) }
                { self.said() }
                { self.view(true) }
                { panes(self.state) }
                { self.panel() }
                { self.dock() }
            </>
        }
    }

    fn panel(&self) -> Html {
        let state = self.state;
        html! {
            <div class="panel">
                { switch(state.chosen.panel) }
                { self.looked_at() }
                { kept(Events {
                    lines: state.shown.lines.clone(),
                    hides_quiet: state.chosen.hides_quiet,
                    only: state.chosen.only.clone(),
                    earlier: state.chosen.earlier,
                    names: names(&state.shown.scene),
                    commands: commands(&state.shown.scene),
                    step: state.step(),
                    last_step: state.shown.last_step,
                    list: self.lab.events.clone(),
                }) }
            </div>
        }
    }

    /// The selected node, or what led to what is looked at.
    fn looked_at(&self) -> Html {
        let (lab, state) = (self.lab, self.state);
        let panel = lab.later.look().and_then(|look| (look.panel)(state, &lab.views, &lab.sources));
        if let Some(panel) = panel {
            return panel;
        }
        let of = |scene: &Rc<Scene>| scene.nodes.get(state.chosen.node).cloned();
        let Some(node) = of(&state.shown.scene) else { return Html::default() };
        kept(Inspector {
            names: names(&state.shown.scene),
            selected: state.chosen.node,
            node,
            before: state.shown.before.as_ref().and_then(of),
            step: state.step(),
        })
    }
}

/// The commands that clients have asked for last, each once.
fn commands(scene: &Scene) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    for client in &scene.clients {
        if !commands.contains(&client.command) {
            commands.push(client.command.clone());
        }
    }
    commands
}

fn names(scene: &Scene) -> Vec<String> {
    scene.nodes.iter().map(|node| node.name.clone()).collect()
}

/// On a small screen: what stands below the stage.
fn panes(state: &LabState) -> Html {
    let tab = |pane: &Pane| {
        let is_on = *pane == state.chosen.below();
        let name = match pane {
            Pane::Below => state.stage().below.name.to_string(),
            _ => capitalised(pane.name()),
        };
        html! {
            <button
                type="button"
                class={if is_on { "on" } else { "" }}
                aria-pressed={is_on.to_string()}
                data-do={format!("pane {}", pane.name())}
            >
                { name }
            </button>
        }
    };
    html! {
        <div class="seg panes" role="group" aria-label="Below the stage">
            { for Pane::ALL.iter().map(tab) }
        </div>
    }
}
