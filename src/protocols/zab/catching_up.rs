//! How ZooKeeper brings a follower up to date: DIFF, TRUNC or SNAP (ZooKeeper 3.9, LearnerHandler.syncFollower).

use super::history::Zxid;

/// What a leader has at hand.
#[derive(Clone, Copy, Debug)]
pub struct AtHand<'a> {
    /// The zxid of the last transaction that it has processed, or that of its own NEWLEADER.
    pub last: Zxid,
    /// committedLog: its last committed transactions.
    pub window: &'a [Zxid],
    /// The transactions in the log on its disk; none if that is not looked at.
    pub disk: &'a [Zxid],
}

/// How a follower is brought up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// DIFF, and these transactions.
    Diff(Vec<Zxid>),
    /// TRUNC to a zxid, and these transactions.
    Trunc(Zxid, Vec<Zxid>),
    /// SNAP.
    Snap,
}

/// How a follower whose last zxid is `peer` is brought up to date.
pub fn plan(at_hand: &AtHand, peer: Zxid) -> Plan {
    let first = at_hand.window.first().copied().unwrap_or(at_hand.last);
    let last = at_hand.window.last().copied().unwrap_or(at_hand.last);
    // A follower that has accepted a NEWLEADER and nothing since has all of the epochs before.
    let is_new_epoch = peer.counter == 0;
    if peer == at_hand.last {
        Plan::Diff(Vec::new())
    } else if peer > last && !is_new_epoch {
        Plan::Trunc(last, Vec::new())
    } else if first <= peer && peer <= last {
        from_log(at_hand.window.iter(), peer, is_new_epoch).unwrap_or(Plan::Snap)
    } else if at_hand.disk.first().is_some_and(|oldest| *oldest <= peer) {
        let up_to_window = at_hand.disk.iter().take_while(|zxid| **zxid <= last);
        match from_log(up_to_window, peer, is_new_epoch) {
            // The log on disk must reach to where the transactions at hand begin.
            Some(plan) if plan.reaches(first, peer) => plan.and_then(at_hand.window),
            _ => Plan::Snap,
        }
    } else {
        Plan::Snap
    }
}

impl Plan {
    /// The transactions that are sent.
    pub fn transactions(&self) -> &[Zxid] {
        match self {
            Plan::Diff(sent) | Plan::Trunc(_, sent) => sent,
            Plan::Snap => &[],
        }
    }

    fn reaches(&self, zxid: Zxid, peer: Zxid) -> bool {
        self.transactions().last().copied().unwrap_or(peer) >= zxid
    }

    /// The same, and what of these transactions it does not have yet.
    fn and_then(mut self, window: &[Zxid]) -> Plan {
        if let Plan::Diff(sent) | Plan::Trunc(_, sent) = &mut self {
            let last = sent.last().copied().unwrap_or(Zxid::ZERO);
            sent.extend(window.iter().filter(|zxid| **zxid > last));
        }
        self
    }
}

/// The follower's last transaction is looked for in a log; what comes after it is sent. If it is not there, the follower is
/// cut back to the one before it, unless that would lead into another epoch.
fn from_log<'a>(
    log: impl Iterator<Item = &'a Zxid> + Clone,
    peer: Zxid,
    is_new_epoch: bool,
) -> Option<Plan> {
    let before = log.clone().copied().take_while(|zxid| *zxid < peer).last();
    let after: Vec<Zxid> = log.clone().copied().filter(|zxid| *zxid > peer).collect();
    if log.clone().any(|zxid| *zxid == peer) || is_new_epoch {
        return Some(Plan::Diff(after));
    }
    let next = after.first()?;
    let cut = before?;
    (next.epoch == peer.epoch).then_some(Plan::Trunc(cut, after))
}
