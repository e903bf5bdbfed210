/** A client that another of the firm's computers connected, by the change log. Part of the list in `scenes.ts`. */
import { openKeys } from './firm-scenes';
import { CLIENT, colleagueConnects, tom } from './colleague';
import { foundOne, openConnect, stageOnline, type Scene } from './scenes';

export const elsewhereScenes: Scene[] = [
  {
    name: 'elsewhere-consent',
    go: async (page) => {
      await colleagueConnects(page);
      await openConnect(page, CLIENT);
    },
  },
  {
    name: 'elsewhere-confirm',
    go: async (page) => {
      await colleagueConnects(page);
      const found = await foundOne(page, { elsewhere: tom });
      await stageOnline(page, { stage: 'confirm', found });
    },
  },
  {
    name: 'elsewhere-row',
    go: async (page) => {
      await colleagueConnects(page, "Sue's Bakery LLC");
      await page.locator(`[data-client-name="Sue's Bakery LLC"]`).click();
      await page.getByTestId('inspector').waitFor();
    },
  },
  {
    name: 'firm-folder-gone',
    visit: {
      profile: 'live',
      firmFolder: '/srv/firm/counterfoil',
      folderProblem: { code: 'logFolder', folder: '/srv/firm/counterfoil', why: 'missing' },
    },
    go: async (page) => {
      await openKeys(page);
      await page.getByTestId('folder-problem').scrollIntoViewIfNeeded();
    },
  },
];
